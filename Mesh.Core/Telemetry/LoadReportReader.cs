using Envoy.Config.Endpoint.V3;
using Mesh.Core.Xds;

namespace Mesh.Core.Telemetry;

/// <summary>
/// Load reports of gRPC applications that speak xDS themselves: they write no access log, so this is all that is known of their calls. Calls that failed
/// have the gRPC status 2 (UNKNOWN), since a load report does not say which.
/// </summary>
public static class LoadReportReader
{
    private const string Succeeded = "0";
    private const string Failed = "2";

    public static IEnumerable<(SeriesKey Series, long Calls)> Read(ClusterStats stats, ReporterInfo reporter, PeerDirectory mesh)
    {
        if (reporter.Proxy is not { } proxy || XdsName.ParseOutbound(stats.ClusterName) is not { } target) yield break;
        var service = mesh.ServiceOf(target.Host);
        var edge = new EdgeKey(
            Reporter.Source, mesh.OfProxy(proxy), DestinationOf(target, mesh), target.Host, service?.Name ?? target.Host, service?.Namespace ?? Peer.UnknownName, "grpc", ConnectionSecurity.Unknown);
        var (succeeded, failed) = (0L, 0L);
        foreach (var locality in stats.UpstreamLocalityStats)
        {
            succeeded += (long)locality.TotalSuccessfulRequests;
            failed += (long)locality.TotalErrorRequests;
        }
        if (succeeded > 0) yield return (new(edge, "200", ResponseFlags.None, Succeeded), succeeded);
        if (failed > 0) yield return (new(edge, "200", ResponseFlags.None, Failed), failed);
    }

    /// <summary>A report names no endpoint; where all of a subset are one workload, it was that.</summary>
    private static Peer DestinationOf((int Port, string Subset, string Host) target, PeerDirectory mesh)
    {
        var peers = mesh.Model.EndpointsOf(target.Host).All.Select(x => mesh.At(x.Address)).Distinct().Take(2).ToList();
        return peers is [var only] ? only : Peer.Unknown;
    }
}
