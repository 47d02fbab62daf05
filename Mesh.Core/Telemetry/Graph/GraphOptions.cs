namespace Mesh.Core.Telemetry.Graph;

/// <summary>What the nodes of a graph are.</summary>
public enum GraphType
{
    App,
    VersionedApp,
    Workload,
    Service,
}

/// <param name="Namespaces">Whose traffic is shown, coming or going; empty: all.</param>
/// <param name="InjectServices">Whether services stand as nodes of their own between those that call and those that answer.</param>
/// <param name="ResponseTime">A percentile in percent; null for the mean.</param>
public sealed record GraphOptions(GraphType Type, IReadOnlySet<string> Namespaces, bool InjectServices, double? ResponseTime)
{
    public bool Shows(EdgeTraffic edge) => Namespaces.Count == 0
        || Namespaces.Contains(edge.Source.Namespace) || Namespaces.Contains(edge.Destination.Namespace) || Namespaces.Contains(edge.ServiceNamespace);
}
