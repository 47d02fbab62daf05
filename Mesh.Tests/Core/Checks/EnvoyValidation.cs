using System.Text.Json.Nodes;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Core.Checks;

/// <summary>Asks a real Envoy whether it would take some resources; it starts no listener and calls nobody.</summary>
internal static class EnvoyValidation
{
    /// <summary>Skips the test where there is no Envoy.</summary>
    public static void Demand()
    {
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found: set ENVOY to its path, or put it on PATH");
    }

    /// <summary>A cluster <c>here</c> is there besides.</summary>
    /// <returns>null when Envoy takes them, else its words.</returns>
    public static Task<string?> Refuses(IEnumerable<JsonNode> clusters, IEnumerable<JsonNode> listeners)
    {
        var here = JsonNode.Parse("""{"name":"here","type":"STATIC","loadAssignment":{"clusterName":"here"}}""")!;
        return Refuses(new JsonObject
        {
            ["node"] = new JsonObject { ["id"] = "x", ["cluster"] = "x" },
            // As every bootstrap of ours has it.
            ["layeredRuntime"] = JsonNode.Parse("""{"layers":[{"name":"x","staticLayer":{"re2.max_program_size.error_level":32768}}]}"""),
            ["staticResources"] = new JsonObject { ["clusters"] = new JsonArray([here, .. clusters]), ["listeners"] = new JsonArray([.. listeners]) },
        });
    }

    /// <returns>null when Envoy takes the bootstrap, else its words.</returns>
    public static async Task<string?> Refuses(JsonObject bootstrap)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        try
        {
            await File.WriteAllTextAsync(file, bootstrap.ToJsonString(), TestContext.Current.CancellationToken);
            var (code, output, words) = await Command.Try(Requirements.Envoy!, ["--mode", "validate", "-c", file, "--log-level", "critical"]);
            return code == 0 ? null : $"{output}{words}";
        }
        finally
        {
            File.Delete(file);
        }
    }
}
