using System.Text.Json.Nodes;
using Google.Protobuf;
using Mesh.Core.Xds;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>Resources that istiod sends in the conformance data, each once.</summary>
internal static class SentResources
{
    public static void Demand()
    {
        if (!Directory.Exists(ConformanceData.Root)) Assert.Skip(ConformanceData.Absent);
    }

    public static IReadOnlyList<(string Case, T Resource)> All<T>(string kind) where T : class, IMessage<T>, new()
    {
        var known = new Dictionary<T, string>();
        foreach (var row in ConformanceData.Rows("istiod"))
        {
            foreach (var resource in JsonNode.Parse(File.ReadAllText(row.ExpectedFile))![kind]?.AsArray() ?? [])
            {
                resource!.AsObject().Remove("@type");
                known.TryAdd((T)EnvoyTypes.Parser.Parse(resource.ToJsonString(), new T().Descriptor), row.Name);
            }
        }
        return [.. known.Select(x => (x.Value, x.Key))];
    }

    public static JsonObject Json(IMessage message) => JsonNode.Parse(EnvoyTypes.Formatter.Format(message))!.AsObject();
}
