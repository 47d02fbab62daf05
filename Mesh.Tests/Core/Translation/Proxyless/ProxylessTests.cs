using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Proxyless;

/// <summary>gRPC refuses a resource that says more than it understands, and asks for listeners by the name that was dialled.</summary>
public sealed class ProxylessTests
{
    private const string Route = "outbound|7070||greeter.shop.svc.cluster.local";

    [Fact]
    public void Each_name_of_a_service_has_a_listener_and_all_lead_to_one_route()
    {
        var mesh = new RouteFixture(RouteFixture.Service("greeter", 7070, portName: "grpc") + RouteFixture.Service("stream", 7071, portName: "tcp"));

        var listeners = ListenerTranslator.Translate(Client(mesh)).Select(x => (Listener)x.Message).ToList();

        Assert.Equal(
            ["greeter.shop.svc.cluster.local:7070", "greeter.shop.svc:7070", "greeter.shop:7070", "greeter:7070"],
            listeners.Select(x => x.Name).Where(x => x.StartsWith("greeter", StringComparison.Ordinal)));
        Assert.DoesNotContain(listeners, x => x.Name.EndsWith(":7071", StringComparison.Ordinal));
        Assert.All(listeners, x => Assert.Equal(Route, x.ApiListener.ApiListener_.Unpack<HttpConnectionManager>().Rds.RouteConfigName));
        Assert.Equal([Route], References.Of(ListenerTranslator.Translate(Client(mesh)).ToList()));
    }

    [Fact]
    public void Only_what_gRPC_can_follow_is_left_of_a_route()
    {
        var mesh = new RouteFixture(RouteFixture.Service("greeter", 7070, portName: "grpc") + """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: greeter, namespace: shop}
            spec:
              hosts: [greeter]
              http:
                - match: [{uri: {exact: /old}}]
                  redirect: {uri: /new}
                - match: [{uri: {prefix: /a}, queryParams: {q: {exact: "1"}}}]
                  route: [{destination: {host: greeter, subset: v1}}]
                - match: [{uri: {prefix: /b}}]
                  timeout: 2s
                  retries: {attempts: 0}
                  corsPolicy: {allowOrigins: [{exact: https://a.example}]}
                  fault: {abort: {grpcStatus: UNAVAILABLE, percentage: {value: 50}}}
                  route: [{destination: {host: greeter, subset: v1}}]
                - route: [{destination: {host: greeter, subset: v2}, weight: 70}, {destination: {host: greeter, subset: v3}, weight: 30}]
            """);

        var host = Assert.Single(RouteFixture.Routes(Client(mesh), Route).VirtualHosts);

        Assert.Contains("greeter.shop.svc.cluster.local:7070", host.Domains);
        Assert.Contains("greeter:7070", host.Domains);
        Assert.Equal(["/b", "/"], host.Routes.Select(x => x.Match.Prefix));
        var first = host.Routes[0];
        Assert.Equal(["envoy.filters.http.fault"], first.TypedPerFilterConfig.Keys);
        Assert.Equal(TimeSpan.FromSeconds(2), first.Route_.MaxStreamDuration.MaxStreamDuration_.ToTimeSpan());
        Assert.Null(first.Route_.RetryPolicy);
        Assert.Equal(
            [("outbound|7070|v2|greeter.shop.svc.cluster.local", 70u), ("outbound|7070|v3|greeter.shop.svc.cluster.local", 30u)],
            host.Routes[1].Route_.WeightedClusters.Clusters.Select(x => (x.Name, x.Weight!.Value)));
        Assert.Equal(2u, host.Routes[1].Route_.RetryPolicy.NumRetries);
    }

    [Fact]
    public void Clusters_balance_and_encrypt_by_means_that_gRPC_has()
    {
        var mesh = new RouteFixture(RouteFixture.Service("greeter", 7070, portName: "grpc") + """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: greeter, namespace: shop}
            spec:
              host: greeter
              trafficPolicy:
                tls: {mode: ISTIO_MUTUAL}
                loadBalancer: {simple: RANDOM}
                connectionPool: {http: {http2MaxRequests: 9}}
            """);

        var cluster = (Cluster)Assert.Single(ClusterTranslator.Translate(Client(mesh))).Message;

        Assert.Equal(Route, cluster.Name);
        Assert.Equal(Cluster.Types.LbPolicy.RoundRobin, cluster.LbPolicy);
        Assert.Equal(9u, cluster.CircuitBreakers.Thresholds.Single().MaxRequests);
        var tls = cluster.TransportSocket.TypedConfig.Unpack<Envoy.Extensions.TransportSockets.Tls.V3.UpstreamTlsContext>().CommonTlsContext;
        Assert.Equal("default", tls.TlsCertificateProviderInstance.InstanceName);
        Assert.Empty(tls.TlsCertificateSdsSecretConfigs);
        Assert.Equal("ROOTCA", tls.CombinedValidationContext.DefaultValidationContext.CaCertificateProviderInstance.CertificateName);
        Assert.Empty(cluster.TransportSocketMatches);
    }

    private static ProxyContext Client(RouteFixture mesh) => mesh.Sidecar(metadata: """{"GENERATOR": "grpc"}""");
}
