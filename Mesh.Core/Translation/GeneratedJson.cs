using System.Text.Json.Nodes;
using Google.Protobuf;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation;

/// <summary>What was generated, as people and tools read it: one array of resources a kind, each in canonical protobuf JSON with its <c>@type</c>.</summary>
public static class GeneratedJson
{
    public static JsonObject Of(Generated generated) => new()
    {
        ["clusters"] = Array(generated.Clusters),
        ["endpoints"] = Array(generated.Endpoints),
        ["listeners"] = Array(generated.Listeners),
        ["routes"] = Array(generated.Routes),
        ["extensions"] = Array(generated.Extensions),
        ["names"] = Array(generated.Names),
    };

    public static JsonObject Of(IMessage resource)
    {
        var json = JsonNode.Parse(EnvoyTypes.Formatter.Format(resource))!.AsObject();
        json.Insert(0, "@type", $"type.googleapis.com/{resource.Descriptor.FullName}");
        return json;
    }

    private static JsonArray Array(IEnumerable<Translated> resources) => new([.. resources.Select(x => Of(x.Message))]);
}
