namespace Mesh.Core.Telemetry.Graph;

public enum NodeType
{
    Unknown,
    App,
    Workload,
    Service,
}

/// <param name="Id">The same for the same node, whatever else the graph shows.</param>
public sealed record GraphNode(string Id, NodeType Type, string Cluster, string Namespace, string Workload, string App, string Version, string Service)
{
    public static readonly GraphNode Unknown = new("unknown", NodeType.Unknown, Peer.UnknownName, Peer.UnknownName, Peer.UnknownName, Peer.UnknownName, Peer.UnknownName, "");
}

/// <param name="Traffic">What was said of the same pair of nodes, by protocol.</param>
public sealed record GraphEdge(GraphNode Source, GraphNode Destination, string Protocol, IReadOnlyList<EdgeTraffic> Traffic)
{
    public string Id => $"{Source.Id}>{Destination.Id}>{Protocol}";

    public long Requests => Traffic.Sum(x => x.Requests);
}

/// <summary>Edges of workloads → a graph of apps, workloads or services.</summary>
public sealed record ServiceGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges)
{
    public static ServiceGraph Of(IEnumerable<EdgeTraffic> traffic, GraphOptions options)
    {
        var steps = traffic.Where(options.Shows).SelectMany(x => Steps(x, options));
        var edges = steps.GroupBy(x => (x.Source, x.Destination, x.Traffic.Protocol))
            .Select(x => new GraphEdge(x.Key.Source, x.Key.Destination, x.Key.Protocol, [.. x.Select(y => y.Traffic)]))
            .OrderBy(x => x.Id, StringComparer.Ordinal)
            .ToList();
        var nodes = edges.SelectMany(x => new[] { x.Source, x.Destination }).Distinct().OrderBy(x => x.Id, StringComparer.Ordinal).ToList();
        return new(nodes, edges);
    }

    private static IEnumerable<(GraphNode Source, GraphNode Destination, EdgeTraffic Traffic)> Steps(EdgeTraffic edge, GraphOptions options)
    {
        var source = NodeOf(edge.Source, options.Type);
        var service = ServiceNode(edge);
        if (options.Type == GraphType.Service)
        {
            // A caller is shown as the service that it is behind; its app says which that is.
            yield return (edge.Source.IsUnknown ? GraphNode.Unknown : ServiceNode(edge.Source), service ?? NodeOf(edge.Destination, GraphType.Workload), edge);
            yield break;
        }
        var destination = edge.Destination.IsUnknown ? null : NodeOf(edge.Destination, options.Type);
        if (service is not null && (options.InjectServices || destination is null))
        {
            yield return (source, service, edge);
            if (destination is not null) yield return (service, destination, edge);
            yield break;
        }
        yield return (source, destination ?? GraphNode.Unknown, edge);
    }

    private static GraphNode NodeOf(Peer peer, GraphType type)
    {
        if (peer.IsUnknown) return GraphNode.Unknown;
        var hasApp = peer.App != Peer.UnknownName;
        return type switch
        {
            GraphType.App when hasApp => new($"app:{peer.Namespace}/{peer.App}", NodeType.App, peer.Cluster, peer.Namespace, "", peer.App, "", ""),
            GraphType.VersionedApp when hasApp => new($"app:{peer.Namespace}/{peer.App}/{peer.Version}", NodeType.App, peer.Cluster, peer.Namespace, peer.Workload, peer.App, peer.Version, ""),
            _ => new($"workload:{peer.Namespace}/{peer.Workload}", NodeType.Workload, peer.Cluster, peer.Namespace, peer.Workload, peer.App, peer.Version, ""),
        };
    }

    private static GraphNode? ServiceNode(EdgeTraffic edge) => edge.ServiceName == Peer.UnknownName
        ? null
        : new($"service:{edge.ServiceNamespace}/{edge.ServiceName}", NodeType.Service, Cluster(edge), edge.ServiceNamespace, "", "", "", edge.ServiceName);

    private static GraphNode ServiceNode(Peer peer) =>
        new($"service:{peer.Namespace}/{peer.CanonicalService}", NodeType.Service, peer.Cluster, peer.Namespace, "", "", "", peer.CanonicalService);

    private static string Cluster(EdgeTraffic edge) => edge.Source.IsUnknown ? edge.Destination.Cluster : edge.Source.Cluster;
}
