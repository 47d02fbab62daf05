using System.Text.Json.Nodes;
using Mesh.Core.Model;

namespace Mesh.Tests.Golden;

/// <summary>The proxy of a case, as its file describes it: <c>{"id", "metadata", "locality"?, "dialect"?}</c>.</summary>
internal static class GoldenProxy
{
    public static Proxy Read(string file, bool istioDialect = false)
    {
        var json = JsonNode.Parse(File.ReadAllText(file))!;
        var locality = json["locality"] is { } at ? new Locality(Text(at, "region"), Text(at, "zone"), Text(at, "subzone")) : Locality.Unknown;
        var (proxy, error) = ProxyReader.Read(Text(json, "id"), (json["metadata"] ?? new JsonObject()).ToJsonString(), locality, istioDialect || Text(json, "dialect") == "istio");
        return proxy ?? throw new InvalidDataException($"{file}: {error}");
    }

    private static string Text(JsonNode json, string field) => json[field]?.GetValue<string>() ?? "";
}
