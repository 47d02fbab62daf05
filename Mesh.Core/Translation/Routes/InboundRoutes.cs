using System.Globalization;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Routes;

/// <summary>The route configurations that inbound listeners carry inline: one host, one route, to the application of this pod.</summary>
public static class InboundRoutes
{
    private static readonly Duration NoLimit = new();

    /// <param name="cluster"><c>inbound|9080||</c>, after which the configuration is named; or the passthrough cluster.</param>
    /// <param name="host">The service, which spans are named after; empty for the passthrough.</param>
    /// <param name="port">The service's port; 0 for the passthrough.</param>
    /// <param name="retry">MeshConfig.defaultInboundHttpRetryPolicy.</param>
    public static RouteConfiguration Build(string cluster, string host, int port, Protocol protocol, HttpRetry? retry)
    {
        var route = new Route
        {
            Name = "default",
            Match = Matches.Translate(null),
            Decorator = new() { Operation = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}/*") },
            Route_ = new()
            {
                Cluster = cluster,
                Timeout = NoLimit,
                // gRPC calls carry their own deadline, and may last as long as they like.
                MaxStreamDuration = new() { MaxStreamDuration_ = NoLimit, GrpcTimeoutHeaderMax = NoLimit },
                // A gRPC client retries by itself, and better.
                RetryPolicy = protocol is Protocol.Grpc or Protocol.GrpcWeb ? null : Retries.Inbound(retry),
            },
        };
        var configuration = new RouteConfiguration { Name = cluster, ValidateClusters = false };
        configuration.VirtualHosts.Add(VirtualHosts.New(string.Create(CultureInfo.InvariantCulture, $"inbound|http|{port}"), ["*"], [route], attemptCount: false));
        return configuration;
    }
}
