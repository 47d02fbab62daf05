using System.Text.Json.Nodes;
using Mesh.Core.Config;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Model;

namespace Mesh.Bench.Fuzz;

/// <summary>A mesh to damage: its documents, its settings, and the proxies that are to be served from it.</summary>
/// <param name="Documents">The text of each document.</param>
public sealed record FuzzCase(string Name, IReadOnlyList<string> Documents, MeshConfig Mesh, IReadOnlyList<Proxy> Proxies);

/// <summary>Meshes and documents that fuzzing begins with.</summary>
/// <param name="Donors">Documents that parts are taken from, and that are thrown in whole.</param>
public sealed record FuzzCorpus(IReadOnlyList<FuzzCase> Cases, IReadOnlyList<string> Donors)
{
    private static readonly string[] Areas = ["istiod", "istiod-filters", "gateway-api"];

    /// <param name="root">A directory like <c>../shared/conformance</c>.</param>
    public static FuzzCorpus Read(string root)
    {
        var cases = Areas.Select(x => Path.Combine(root, x)).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).Order(StringComparer.Ordinal).Select(Case).OfType<FuzzCase>().ToList();
        var verdicts = Path.Combine(root, "verdicts");
        IEnumerable<string> files = Directory.Exists(verdicts) ? Directory.EnumerateFiles(verdicts, "*.yaml").Order(StringComparer.Ordinal) : [];
        return new(cases, [.. cases.SelectMany(x => x.Documents), .. files.SelectMany(DocumentsOf)]);
    }

    private static FuzzCase? Case(string folder)
    {
        var (config, proxies) = (Path.Combine(folder, "config"), Path.Combine(folder, "proxies"));
        if (!Directory.Exists(config) || !Directory.Exists(proxies)) return null;
        var documents = Directory.EnumerateFiles(config, "*.yaml", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(DocumentsOf).ToList();
        var mesh = new MeshConfigState();
        if (Path.Combine(folder, "mesh.yaml") is var file && File.Exists(file)) mesh.SetFile(File.ReadAllText(file));
        var istio = Path.GetFileName(Path.GetDirectoryName(folder)) == "istiod-filters";
        return new(Path.GetFileName(folder), documents, mesh.Current, [.. Directory.EnumerateFiles(proxies, "*.json").Order(StringComparer.Ordinal).Select(x => ProxyOf(x, istio)).OfType<Proxy>()]);
    }

    private static IEnumerable<string> DocumentsOf(string file) => YamlSplitter.Split(File.ReadAllText(file)).Select(x => x.Text);

    private static Proxy? ProxyOf(string file, bool istioDialect)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
        var locality = json["locality"] is { } at ? new Locality(Text(at["region"]), Text(at["zone"]), Text(at["subzone"])) : Locality.Unknown;
        return ProxyReader.Read(Text(json["id"]), (json["metadata"] ?? new JsonObject()).ToJsonString(), locality, istioDialect).Proxy;
    }
}
