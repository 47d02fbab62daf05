using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Core.Telemetry.Graph;

/// <summary>
/// A graph in the JSON of Kiali's graph API, which is Cytoscape's with Kiali's fields in <c>data</c>: rates a second and percentages as text. What is
/// only ours: <c>health</c> of edges and nodes, by <see cref="HealthThresholds"/>.
/// </summary>
public static class KialiJson
{
    public static JsonObject Of(ServiceGraph graph, TrafficWindow window, GraphOptions options) => new()
    {
        ["timestamp"] = window.To.ToUnixTimeSeconds(),
        ["duration"] = (long)window.Seconds,
        ["graphType"] = NameOf(options.Type),
        ["elements"] = new JsonObject
        {
            ["nodes"] = new JsonArray([.. graph.Nodes.Select(x => Wrap(Node(x, graph, window.Seconds)))]),
            ["edges"] = new JsonArray([.. graph.Edges.Select(x => Wrap(Edge(x, graph, window.Seconds, options)))]),
        },
    };

    public static string NameOf(GraphType type) => type switch
    {
        GraphType.App => "app",
        GraphType.Workload => "workload",
        GraphType.Service => "service",
        _ => "versionedApp",
    };

    private static JsonObject Wrap(JsonObject data) => new() { ["data"] = data };

    private static JsonObject Node(GraphNode node, ServiceGraph graph, double seconds)
    {
        var incoming = graph.Edges.Where(x => x.Destination == node).ToList();
        var outgoing = graph.Edges.Where(x => x.Source == node).ToList();
        var data = new JsonObject
        {
            ["id"] = node.Id,
            ["nodeType"] = node.Type.ToString().ToLowerInvariant(),
            ["cluster"] = node.Cluster,
            ["namespace"] = node.Namespace,
        };
        Put(data, "workload", node.Workload);
        Put(data, "app", node.App);
        Put(data, "version", node.Version);
        Put(data, "service", node.Service);
        var services = incoming.SelectMany(x => x.Traffic).Where(x => x.ServiceName != Peer.UnknownName).Select(x => (x.ServiceNamespace, x.ServiceName)).Distinct().Order();
        if (services.Any()) data["destServices"] = new JsonArray([.. services.Select(x => new JsonObject { ["cluster"] = node.Cluster, ["namespace"] = x.ServiceNamespace, ["name"] = x.ServiceName })]);
        data["traffic"] = new JsonArray([.. incoming.Concat(outgoing).Select(x => x.Protocol).Distinct().Order(StringComparer.Ordinal).Select(x => NodeTraffic(x, incoming, outgoing, seconds))]);
        data["health"] = HealthThresholds.Of([.. incoming.SelectMany(x => x.Traffic).SelectMany(x => x.Responses)]).ToString().ToLowerInvariant();
        if (incoming.Count == 0) data["isRoot"] = true;
        return data;
    }

    private static JsonObject NodeTraffic(string protocol, List<GraphEdge> incoming, List<GraphEdge> outgoing, double seconds)
    {
        var rates = new JsonObject();
        Add("In", incoming);
        Add("Out", outgoing);
        return new() { ["protocol"] = protocol, ["rates"] = rates };

        void Add(string direction, List<GraphEdge> edges)
        {
            var traffic = edges.Where(x => x.Protocol == protocol).SelectMany(x => x.Traffic).ToList();
            if (protocol == "tcp")
            {
                Rate(rates, $"tcp{direction}", traffic.Sum(x => x.Tcp(TcpTraffic.Sent)) / seconds);
                return;
            }
            Rate(rates, $"{protocol}{direction}", traffic.Sum(x => x.Requests) / seconds);
            // Kiali tells of errors where they come in.
            if (direction == "Out") return;
            foreach (var (name, errors) in ErrorsOf(protocol, traffic)) Rate(rates, name.Insert(protocol.Length, "In"), errors / seconds);
        }
    }

    private static JsonObject Edge(GraphEdge edge, ServiceGraph graph, double seconds, GraphOptions options)
    {
        var data = new JsonObject { ["id"] = edge.Id, ["source"] = edge.Source.Id, ["target"] = edge.Destination.Id };
        Put(data, "sourcePrincipal", Only(edge.Traffic.Select(x => x.Source.Principal)));
        Put(data, "destPrincipal", Only(edge.Traffic.Select(x => x.Destination.Principal)));
        var (secured, plain) = (edge.Traffic.Sum(x => x.MutualTls), edge.Traffic.Sum(x => x.Plaintext));
        if (secured > 0) data["isMTLS"] = Text(100.0 * secured / (secured + plain), "0");
        var sums = new Sums();
        foreach (var traffic in edge.Traffic) sums.Add(traffic.Sums);
        if (sums.Requests > 0)
        {
            var time = options.ResponseTime is { } percent ? Histogram.Quantile(sums.Of(Aggregations.Duration), percent / 100) : sums.Of(Aggregations.Duration)[^1] / 1000.0 / sums.Requests;
            data["responseTime"] = Text(time, "0");
            data["throughput"] = Text(sums.Of(Aggregations.ResponseBytes)[^1] / seconds, "0");
        }
        data["traffic"] = EdgeTraffic(edge, graph, seconds);
        data["health"] = HealthThresholds.Of([.. edge.Traffic.SelectMany(x => x.Responses)]).ToString().ToLowerInvariant();
        return data;
    }

    private static JsonObject EdgeTraffic(GraphEdge edge, ServiceGraph graph, double seconds)
    {
        var rates = new JsonObject();
        var traffic = new JsonObject { ["protocol"] = edge.Protocol, ["rates"] = rates };
        if (edge.Protocol == "tcp")
        {
            Rate(rates, "tcp", edge.Traffic.Sum(x => x.Tcp(TcpTraffic.Sent)) / seconds);
            return traffic;
        }
        var requests = edge.Requests;
        Rate(rates, edge.Protocol, requests / seconds);
        var errors = 0L;
        foreach (var (name, count) in ErrorsOf(edge.Protocol, edge.Traffic))
        {
            Rate(rates, name, count / seconds);
            errors += count;
        }
        if (errors > 0 && requests > 0) rates[$"{edge.Protocol}PercentErr"] = Text(100.0 * errors / requests, "0.0");
        var all = graph.Edges.Where(x => x.Source == edge.Source && x.Protocol == edge.Protocol).Sum(x => x.Requests);
        if (all > 0 && all != requests) rates[$"{edge.Protocol}PercentReq"] = Text(100.0 * requests / all, "0.0");
        traffic["responses"] = Responses(edge, requests);
        return traffic;
    }

    /// <summary>By code: which flags and which hosts, in percent of all requests of the edge.</summary>
    private static JsonObject Responses(GraphEdge edge, long requests)
    {
        var responses = new JsonObject();
        var all = edge.Traffic.SelectMany(x => x.Responses.Select(y => (x.Service, Response: y))).ToList();
        foreach (var code in all.GroupBy(x => edge.Protocol == "grpc" && x.Response.GrpcStatus.Length > 0 ? x.Response.GrpcStatus : x.Response.IsNoResponse ? "-" : x.Response.Code).OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            responses[code.Key] = new JsonObject
            {
                ["flags"] = Shares(code.GroupBy(x => x.Response.Flags)),
                ["hosts"] = Shares(code.GroupBy(x => x.Service)),
            };
        }
        return responses;

        JsonObject Shares(IEnumerable<IGrouping<string, (string, ResponseCount Response)>> groups)
        {
            var shares = new JsonObject();
            foreach (var group in groups) shares[group.Key] = Text(100.0 * group.Sum(x => x.Response.Requests) / Math.Max(1, requests), "0.0");
            return shares;
        }
    }

    private static IEnumerable<(string Name, long Count)> ErrorsOf(string protocol, IReadOnlyList<EdgeTraffic> traffic)
    {
        var responses = traffic.SelectMany(x => x.Responses).ToList();
        if (protocol == "grpc")
        {
            yield return ("grpcErr", responses.Where(x => x.IsGrpcError || x.IsServerError || x.IsNoResponse).Sum(x => x.Requests));
            yield break;
        }
        yield return ("http4xx", responses.Where(x => x.IsClientError).Sum(x => x.Requests));
        yield return ("http5xx", responses.Where(x => x.IsServerError).Sum(x => x.Requests));
        yield return ("httpNoResponse", responses.Where(x => x.IsNoResponse).Sum(x => x.Requests));
    }

    private static void Put(JsonObject data, string name, string? value)
    {
        if (value is { Length: > 0 } and not Peer.UnknownName) data[name] = value;
    }

    /// <summary>Kiali leaves out what is nothing.</summary>
    private static void Rate(JsonObject rates, string name, double rate)
    {
        if (rate > 0) rates[name] = Text(rate, "0.00");
    }

    private static string? Only(IEnumerable<string> values) => values.Distinct().Take(2).ToList() is [var one] ? one : null;

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
