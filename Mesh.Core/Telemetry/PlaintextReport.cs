namespace Mesh.Core.Telemetry;

/// <summary>Who speaks to whom without mutual TLS.</summary>
/// <param name="Since">First heard of, as far back as anything is kept.</param>
/// <param name="Last">Beginning of the last step of time with such traffic.</param>
public sealed record PlaintextEdge(Peer Source, Peer Destination, string Service, string Protocol, DateTimeOffset Since, DateTimeOffset Last, long Requests, long Connections);

/// <summary>What speaks against STRICT: plaintext that destinations saw.</summary>
public static class PlaintextReport
{
    /// <param name="namespace">Of the destination; null for all.</param>
    public static IReadOnlyList<PlaintextEdge> Of(TrafficWindow window, string? @namespace) =>
    [
        .. window.Series
            .Where(x => x.Series.Edge is { Reporter: Reporter.Destination, Security: ConnectionSecurity.None } edge && (@namespace is null || edge.Destination.Namespace == @namespace))
            .GroupBy(x => (Source: Place(x.Series.Edge.Source), Destination: Place(x.Series.Edge.Destination), x.Series.Edge.Service, x.Series.Edge.Protocol))
            .Select(Sum)
            .OrderBy(x => (x.Destination.Namespace, x.Destination.Workload, x.Source.Namespace, x.Source.Workload, x.Service)),
    ];

    private static PlaintextEdge Sum(IEnumerable<SeriesTraffic> series)
    {
        var all = series.ToList();
        var edge = all[0].Series.Edge;
        return new(
            edge.Source,
            edge.Destination,
            edge.Service,
            edge.Protocol,
            all.Min(x => x.Created),
            all.Max(x => x.LastStep),
            all.Sum(x => x.Sums.Requests),
            all.Sum(x => x.Sums.Of(Aggregations.Tcp)[TcpTraffic.Opened]));
    }

    private static (string, string) Place(Peer peer) => (peer.Namespace, peer.Workload);
}
