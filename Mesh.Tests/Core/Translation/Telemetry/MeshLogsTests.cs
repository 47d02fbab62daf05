using Envoy.Config.Accesslog.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.AccessLoggers.Grpc.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.Telemetry;

/// <summary>The access-log provider <c>actormesh</c>.</summary>
public sealed class MeshLogsTests
{
    private const string Told = """
        apiVersion: telemetry.istio.io/v1
        kind: Telemetry
        metadata: {name: traffic, namespace: istio-system}
        spec: {accessLogging: [{providers: [{name: actormesh}]}]}
        ---

        """;

    private const string ControlPlane = """
        apiVersion: v1
        kind: Service
        metadata: {name: istiod, namespace: istio-system}
        spec: {clusterIP: 10.96.9.9, ports: [{name: grpc-xds, port: 15010}]}
        ---

        """;

    [Fact]
    public void Who_does_not_ask_is_told_nothing() => Assert.Empty(HttpLogs(Mesh(""), "0.0.0.0_80"));

    [Fact]
    public void Logs_go_where_the_proxy_s_configuration_comes_from_and_tell_their_side()
    {
        var outbound = Grpc(Assert.Single(HttpLogs(Mesh(Told), "0.0.0.0_80")));
        var inbound = Grpc(HttpLogs(Mesh(Told), "virtualInbound")[0]);

        Assert.Equal(("xds-grpc", "actormesh_outbound"), (outbound.CommonConfig.GrpcService.EnvoyGrpc.ClusterName, outbound.CommonConfig.LogName));
        Assert.Equal("actormesh_inbound", inbound.CommonConfig.LogName);
        Assert.Equal(["content-type"], outbound.AdditionalRequestHeadersToLog);
    }

    [Fact]
    public void Where_the_control_plane_is_a_service_of_the_mesh_logs_go_there() =>
        Assert.Equal("outbound|15010||istiod.istio-system.svc.cluster.local", Grpc(Assert.Single(HttpLogs(Mesh(Told + ControlPlane), "0.0.0.0_80"))).CommonConfig.GrpcService.EnvoyGrpc.ClusterName);

    [Fact]
    public void TCP_is_told_as_TCP()
    {
        var tcp = ListenerOf(Mesh(Told), "virtualOutbound").FilterChains.Concat([ListenerOf(Mesh(Told), "virtualOutbound").DefaultFilterChain]).OfType<FilterChain>()
            .SelectMany(x => x.Filters).Where(x => x.Name == "envoy.filters.network.tcp_proxy").SelectMany(x => x.TypedConfig.Unpack<TcpProxy>().AccessLog).ToList();

        Assert.NotEmpty(tcp);
        Assert.All(tcp, x => Assert.Equal("actormesh_outbound", x.TypedConfig.Unpack<TcpGrpcAccessLogConfig>().CommonConfig.LogName));
    }

    [Fact]
    public void A_provider_of_that_name_in_the_mesh_takes_its_place()
    {
        var mesh = new MeshConfig { ExtensionProviders = [new() { Name = "actormesh", EnvoyFileAccessLog = new() { Path = "/tmp/log" } }] };

        Assert.Equal("envoy.access_loggers.file", Assert.Single(HttpLogs(Mesh(Told, mesh), "0.0.0.0_80")).Name);
    }

    private static RouteFixture Mesh(string yaml, MeshConfig? mesh = null) => new(RouteFixture.Service("till", 80) + yaml, mesh);

    private static HttpGrpcAccessLogConfig Grpc(AccessLog log) => log.TypedConfig.Unpack<HttpGrpcAccessLogConfig>();

    private static Listener ListenerOf(RouteFixture mesh, string name) => (Listener)ListenerTranslator.Translate(mesh.Sidecar()).Single(x => x.Name == name).Message;

    private static IReadOnlyList<AccessLog> HttpLogs(RouteFixture mesh, string listener) =>
    [
        .. ListenerOf(mesh, listener).FilterChains.SelectMany(x => x.Filters).Where(x => x.Name == NetworkFilters.HttpConnectionManager).SelectMany(x => x.TypedConfig.Unpack<Manager>().AccessLog),
    ];
}
