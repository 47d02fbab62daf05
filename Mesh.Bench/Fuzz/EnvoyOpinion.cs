using System.Diagnostics;
using System.Text.Json.Nodes;
using Mesh.Core.Bootstrap;
using Mesh.Core.Translation;
using Mesh.Core.Xds;

namespace Mesh.Bench.Fuzz;

/// <summary>Asks an Envoy whether it would take what a proxy is to be sent: everything in one static file, <c>--mode validate</c>.</summary>
internal sealed class EnvoyOpinion(string envoy)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <returns>null when it takes everything; else its words.</returns>
    public async Task<string?> Refuses(string nodeId, XdsSnapshot snapshot, CancellationToken cancel)
    {
        if (Bootstrap(nodeId, snapshot) is not { } bootstrap) return null;
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".json");
        await File.WriteAllTextAsync(file, bootstrap, cancel);
        try
        {
            var start = new ProcessStartInfo(envoy) { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in (string[])["--mode", "validate", "-c", file, "--log-level", "critical", "--disable-hot-restart"]) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            limit.CancelAfter(Patience);
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : $"{await output}{await errors}";
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <returns>null when something in it is of a type that the contracts do not have, so that it can not be written as JSON.</returns>
    private static string? Bootstrap(string nodeId, XdsSnapshot snapshot)
    {
        try
        {
            var bootstrap = JsonNode.Parse(EnvoyTypes.Formatter.Format(EnvoyBootstrap.Build(new("127.0.0.1", 15010, nodeId))))!;
            var routes = Bodies(snapshot, XdsType.Route).ToDictionary(x => (string)x["name"]!);
            var endpoints = Bodies(snapshot, XdsType.Endpoint).ToDictionary(x => (string)x["clusterName"]!);
            var (listeners, clusters) = (new JsonArray(), bootstrap["staticResources"]!["clusters"]!.AsArray());
            foreach (var listener in Bodies(snapshot, XdsType.Listener))
            {
                InlineRoutes(listener, routes);
                listeners.Add(listener);
            }
            foreach (var cluster in Bodies(snapshot, XdsType.Cluster))
            {
                InlineEndpoints(cluster, endpoints);
                clusters.Add(cluster);
            }
            bootstrap["staticResources"]!["listeners"] = listeners;
            return bootstrap.ToJsonString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static IEnumerable<JsonObject> Bodies(XdsSnapshot snapshot, XdsType type) => snapshot[type].All.Select(x =>
    {
        var json = JsonNode.Parse(EnvoyTypes.Formatter.Format(x.Body))!.AsObject();
        json.Remove("@type");
        return json;
    });

    private static void InlineRoutes(JsonNode? node, Dictionary<string, JsonObject> routes)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array) InlineRoutes(element, routes);
        }
        else if (node is JsonObject fields)
        {
            if (fields["rds"] is { } rds)
            {
                fields["routeConfig"] = routes.TryGetValue((string)rds["routeConfigName"]!, out var found) ? found.DeepClone() : new JsonObject();
                fields.Remove("rds");
            }
            foreach (var (_, field) in fields) InlineRoutes(field, routes);
        }
    }

    private static void InlineEndpoints(JsonObject cluster, Dictionary<string, JsonObject> endpoints)
    {
        if ((string?)cluster["type"] != "EDS") return;
        var name = (string?)cluster["edsClusterConfig"]?["serviceName"] ?? (string)cluster["name"]!;
        cluster.Remove("edsClusterConfig");
        cluster["type"] = "STATIC";
        cluster["loadAssignment"] = endpoints.TryGetValue(name, out var found) ? found.DeepClone() : new JsonObject { ["clusterName"] = name };
        FromAgent(cluster);
    }

    /// <summary>A static cluster comes before the stream that its secrets would come by, and this Envoy does not survive that; which stream they come by changes nothing else.</summary>
    private static void FromAgent(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array) FromAgent(element);
        }
        else if (node is JsonObject fields)
        {
            if (fields["sdsConfig"]?["ads"] is not null) fields["sdsConfig"] = JsonNode.Parse("""{"apiConfigSource":{"apiType":"GRPC","transportApiVersion":"V3","grpcServices":[{"envoyGrpc":{"clusterName":"sds-grpc"}}]},"resourceApiVersion":"V3"}""");
            foreach (var (_, field) in fields.ToList()) FromAgent(field);
        }
    }
}
