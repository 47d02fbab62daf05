using System.Text.Json.Nodes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Gateway.Files;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Core.Translation.Listeners;

/// <summary>The listeners of every proxy of the conformance data are istiod's, whatever else of the proxy is still pending.</summary>
public sealed class ListenerConformanceTests
{
    public static IEnumerable<TheoryDataRow<string, string, string>> Rows => ConformanceData.Rows("istiod") is var rows && rows.Any()
        ? rows.Select(x => new TheoryDataRow<string, string, string>(x.Area, x.Case, x.Proxy) { TestDisplayName = x.Name, Label = "" })
        : [new("", "", "") { Skip = ConformanceData.Absent }];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Listeners_are_what_istiod_sends(string area, string caseName, string proxyName)
    {
        var row = new ConformanceRow(area, caseName, proxyName);
        var written = JsonNode.Parse(File.ReadAllText(row.ExpectedFile))!["listeners"]?.AsArray().Select(x => x!.DeepClone()).ToArray() ?? [];
        var expected = new JsonObject { ["listeners"] = new JsonArray(written) };

        var listeners = ListenerTranslator.Translate(Context(row)).Select(x => GeneratedJson.Of(x.Message));

        var actual = new JsonObject { ["listeners"] = new JsonArray([.. listeners]) };
        Assert.Empty(ConformanceComparer.Compare(expected, actual).Differences);
    }

    private static ProxyContext Context(ConformanceRow row)
    {
        var mesh = Path.Combine(row.Folder, "mesh.yaml");
        var loaded = ConfigLoader.Load(new FileConfigOptions([Path.Combine(row.Folder, "config")], File.Exists(mesh) ? mesh : null));
        var proxy = GoldenProxy.Read(Path.Combine(row.Folder, "proxies", $"{row.Proxy}.json"), istioDialect: false);
        return new(ModelBuilder.Build(ConfigSet.Of(loaded.Objects), loaded.Mesh), proxy);
    }
}
