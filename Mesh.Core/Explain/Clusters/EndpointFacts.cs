using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Mesh.Core.Explain.Report;
using Mesh.Core.Translation;

namespace Mesh.Core.Explain.Clusters;

/// <summary>An endpoint with the socket by which the cluster speaks to it.</summary>
internal sealed record UpstreamEndpoint(TargetEndpoint Fact, string Host, int Port, TransportSocket? Socket);

/// <summary>The endpoints of a cluster, those that are used first in front.</summary>
internal static class EndpointFacts
{
    private const string MatchMetadata = "envoy.transport_socket_match";

    /// <returns>null when the cluster asks for endpoints that have not been sent.</returns>
    public static IReadOnlyList<UpstreamEndpoint>? Of(Cluster cluster, EnvoyResources resources)
    {
        var assignment = References.EndpointName(cluster) is { } name ? resources.Endpoints(name) : cluster.LoadAssignment ?? new();
        if (assignment is null) return null;
        return
        [
            .. from locality in assignment.Endpoints
               orderby locality.Priority
               from endpoint in locality.LbEndpoints
               let address = endpoint.Endpoint?.Address
               where address is not null
               let socket = SocketOf(cluster, endpoint)
               let host = address.SocketAddress?.Address ?? address.Pipe?.Path ?? ""
               let port = (int)(address.SocketAddress?.PortValue ?? 0)
               select new UpstreamEndpoint(
                   new(
                       port > 0 ? host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}" : host,
                       endpoint.LoadBalancingWeight ?? 1,
                       locality.Priority,
                       PlaceOf(locality.Locality),
                       endpoint.HealthStatus.ToString(),
                       TlsFacts.Upstream(socket) is { } tls ? TlsFacts.IsMutual(tls) ? "mutual TLS" : "TLS" : "plain text"),
                   host,
                   port,
                   socket),
        ];
    }

    /// <summary>The first transport socket whose match the endpoint's metadata meets, else the cluster's own.</summary>
    private static TransportSocket? SocketOf(Cluster cluster, LbEndpoint endpoint)
    {
        var own = endpoint.Metadata?.FilterMetadata.GetValueOrDefault(MatchMetadata);
        foreach (var match in cluster.TransportSocketMatches)
        {
            if (match.Match.Fields.All(x => own?.Fields.TryGetValue(x.Key, out var value) == true && value.Equals(x.Value))) return match.TransportSocket;
        }
        return cluster.TransportSocket;
    }

    private static string PlaceOf(Locality? locality) =>
        locality is null ? "" : string.Join('/', new[] { locality.Region, locality.Zone, locality.SubZone }.Where(x => x.Length > 0));
}
