using System.Text.Json.Nodes;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>Everything that <c>actormesh generate</c> prints for the samples, poured into one static file, must be to Envoy's liking.</summary>
public sealed class GeneratedConfigTests : IDisposable
{
    private static readonly Workload Productpage = new("productpage-v1", "10.244.0.10", "productpage", "v1");
    private static readonly Workload Reviews = new("reviews-v1", "10.244.0.21", "reviews", "v1");
    private static readonly Workload Taciturn = new("details-v1", "10.244.0.11", "details", "v1") { Metadata = "{}" };
    private static readonly Workload Gateway = new("istio-ingressgateway", "10.244.0.2", "istio-ingressgateway", "v1", "istio-system", "router");

    private readonly string _directory = Directory.CreateTempSubdirectory("actormesh-generated-").FullName;

    public static TheoryData<string> Samples => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "samples")).Select(x => Path.GetFileName(x)!).Order()];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Envoy_takes_what_is_generated_for_a_sample(string sample)
    {
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found: set ENVOY to its path, or put it on PATH");
        var config = Copy("bookinfo", sample);

        foreach (var workload in sample == "bookinfo" ? [Productpage, Reviews, Taciturn, Gateway] : (Workload[])[Productpage])
        {
            var file = Path.Combine(_directory, $"{workload.Name}.json");
            await File.WriteAllTextAsync(file, (await StaticConfig(config, workload)).ToJsonString(), TestContext.Current.CancellationToken);

            var (code, output, errors) = await Command.Try(Requirements.Envoy!, ["--mode", "validate", "-c", file, "--log-level", "error"]);

            Assert.True(code == 0, $"{workload.Name}: {output}{errors}");
        }
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    /// <summary>The sample with the files of a variation over it, as its reader is told to do.</summary>
    private string Copy(params string[] samples)
    {
        var to = Directory.CreateDirectory(Path.Combine(_directory, "config")).FullName;
        foreach (var file in samples.SelectMany(x => Directory.GetFiles(Path.Combine(Repository.Root, "samples", x))))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        return to;
    }

    private async Task<JsonNode> StaticConfig(string config, Workload workload)
    {
        var metadata = Path.Combine(_directory, "metadata.json");
        await File.WriteAllTextAsync(metadata, workload.Metadata);
        string[] node = ["--node", workload.NodeId, "--metadata", metadata];
        var bootstrap = JsonNode.Parse(await Command.Run(Repository.ActorMesh, ["bootstrap", "--xds", "127.0.0.1:15010", .. node]))!;
        var (code, output, complaints) = await Command.Try(Repository.ActorMesh, ["generate", "--config", config, .. node, "-o", "json"]);
        Assert.Equal((0, ""), (code, complaints));
        var generated = JsonNode.Parse(output)!;

        var routes = ByName(generated["routes"]!, "name");
        var endpoints = ByName(generated["endpoints"]!, "clusterName");
        Assert.NotEmpty(routes);
        Assert.NotEmpty(endpoints);
        InlineRoutes(generated["listeners"]!, routes);
        foreach (var cluster in generated["clusters"]!.AsArray()) InlineEndpoints(cluster!.AsObject(), endpoints);

        var resources = (bootstrap["static_resources"] ?? bootstrap["staticResources"])!.AsObject();
        resources["listeners"] = Merge(resources["listeners"], generated["listeners"]!);
        resources["clusters"] = Merge(resources["clusters"], generated["clusters"]!);
        return bootstrap;
    }

    /// <summary>What would come over RDS stands in the listener itself.</summary>
    private static void InlineRoutes(JsonNode node, IReadOnlyDictionary<string, JsonNode> routes)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array) if (element is not null) InlineRoutes(element, routes);
        }
        else if (node is JsonObject fields)
        {
            if (fields["rds"] is { } rds)
            {
                fields["routeConfig"] = routes[(string)rds["routeConfigName"]!].DeepClone();
                fields.Remove("rds");
            }
            foreach (var (_, field) in fields) if (field is not null) InlineRoutes(field, routes);
        }
    }

    /// <summary>What would come over EDS stands in the cluster itself.</summary>
    private static void InlineEndpoints(JsonObject cluster, IReadOnlyDictionary<string, JsonNode> endpoints)
    {
        if ((string?)cluster["type"] != "EDS") return;
        var name = (string?)cluster["edsClusterConfig"]?["serviceName"] ?? (string)cluster["name"]!;
        cluster.Remove("edsClusterConfig");
        cluster["type"] = "STATIC";
        cluster["loadAssignment"] = endpoints[name].DeepClone();
    }

    private static Dictionary<string, JsonNode> ByName(JsonNode resources, string key) => resources.AsArray().Select(Plain).ToDictionary(x => (string)x[key]!, x => x);

    private static JsonArray Merge(JsonNode? one, JsonNode other) => [.. (one?.AsArray() ?? []).Concat(other.AsArray()).Select(Plain)];

    /// <summary>A copy that does not say its type, as it stands where only one type can.</summary>
    private static JsonNode Plain(JsonNode? resource)
    {
        var copy = resource!.DeepClone();
        copy.AsObject().Remove("@type");
        return copy;
    }
}
