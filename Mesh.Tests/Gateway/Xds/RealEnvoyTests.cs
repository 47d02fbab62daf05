using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>
/// The protocol against Envoy itself. Time stands still on the server, so that every stage of every change has to be let go by an
/// acknowledgement: a wait that only a time-out would end shows as a test that does not end.
/// </summary>
public sealed class RealEnvoyTests(XdsServer server) : IClassFixture<XdsServer>
{
    private const int Rounds = 30;
    private const string RoundHeader = "x-round";

    [Theory, InlineData(StreamKind.Delta), InlineData(StreamKind.StateOfTheWorld)]
    [Trait("Rule", "58"), Trait("Rule", "59"), Trait("Rule", "60")]
    public async Task Traffic_moves_from_cluster_to_cluster_and_no_request_fails(StreamKind kind)
    {
        if (Requirements.Envoy is not { } envoy) Requirements.Lacks("no Envoy was found");
        else await Move(kind, envoy);
    }

    private async Task Move(StreamKind kind, string envoy)
    {
        var node = $"sidecar~127.0.0.1~real-{kind}.default~default.svc.cluster.local";
        var port = FreePort();
        using var upstream = new Upstream();
        server.Streams.SetWorld(node, World(0, port, upstream.Port));
        using var process = Start(envoy, Bootstrap(kind, node));
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(10) };
            await Until(client, round: 0, mayFail: true);
            for (var round = 1; round <= Rounds; round++)
            {
                // Odd rounds replace the cluster, even ones change it in place, where its endpoints stay the same.
                server.Streams.SetWorld(node, World(round, port, upstream.Port));
                await Until(client, round, mayFail: false);
            }

            var facts = server.Streams.StreamOf(node).Facts;
            Assert.Empty(facts.OfType<StreamFact.Nacked>());
            Assert.Empty(facts.OfType<StreamFact.Unconfirmed>());
            Assert.InRange(facts.OfType<StreamFact.Acked>().Count(), Rounds * 2, int.MaxValue);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Requests, one after the other, until the route of this round answers.</summary>
    private static async Task Until(HttpClient client, int round, bool mayFail)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var response = await client.GetAsync("/", patience.Token);
                if (!mayFail) Assert.Equal(HttpStatusCode.OK, response.StatusCode);
                if (response.IsSuccessStatusCode && response.Headers.GetValues(RoundHeader).Single() == Text(round)) return;
            }
            catch (HttpRequestException) when (mayFail)
            {
                // Not listening yet.
            }
            await Task.Delay(2, patience.Token);
        }
    }

    private static XdsSnapshot World(int round, int port, int upstream)
    {
        var cluster = $"c{(round + 1) / 2}";
        return XdsSamples.Snapshot(
            XdsResource.Pack(XdsType.Cluster, cluster, new Cluster
            {
                Name = cluster,
                Type = Cluster.Types.DiscoveryType.Eds,
                ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(1 + round)),
                EdsClusterConfig = new() { EdsConfig = Ads() },
            }),
            XdsResource.Pack(XdsType.Endpoint, cluster, new ClusterLoadAssignment
            {
                ClusterName = cluster,
                Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { Endpoint = new() { Address = At(upstream) } } } } },
            }),
            XdsResource.Pack(XdsType.Listener, "in", new Listener
            {
                Name = "in",
                Address = At(port),
                FilterChains =
                {
                    new FilterChain
                    {
                        Filters =
                        {
                            new Envoy.Config.Listener.V3.Filter
                            {
                                Name = "http",
                                TypedConfig = Any.Pack(new HttpConnectionManager
                                {
                                    StatPrefix = "in",
                                    Rds = new() { RouteConfigName = "r", ConfigSource = Ads() },
                                    HttpFilters = { new HttpFilter { Name = "router", TypedConfig = Any.Pack(new Router()) } },
                                }),
                            },
                        },
                    },
                },
            }),
            XdsResource.Pack(XdsType.Route, "r", new RouteConfiguration
            {
                Name = "r",
                ResponseHeadersToAdd = { new HeaderValueOption { Header = new() { Key = RoundHeader, Value = Text(round) } } },
                VirtualHosts = { new VirtualHost { Name = "all", Domains = { "*" }, Routes = { new Route { Match = new() { Prefix = "/" }, Route_ = new() { Cluster = cluster } } } } },
            }));

        static ConfigSource Ads() => new() { Ads = new(), ResourceApiVersion = ApiVersion.V3, InitialFetchTimeout = new() };
        static Address At(int port) => new() { SocketAddress = new() { Address = "127.0.0.1", PortValue = (uint)port } };
    }

    private string Bootstrap(StreamKind kind, string node) => $$"""
        node: {id: "{{node}}", cluster: test}
        dynamic_resources:
          ads_config:
            api_type: {{(kind == StreamKind.Delta ? "DELTA_GRPC" : "GRPC")}}
            transport_api_version: V3
            grpc_services: [{envoy_grpc: {cluster_name: xds} }]
          cds_config: {ads: {}, resource_api_version: V3}
          lds_config: {ads: {}, resource_api_version: V3}
        static_resources:
          clusters:
          - name: xds
            type: STATIC
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {} }
            load_assignment:
              cluster_name: xds
              endpoints:
              - lb_endpoints:
                - endpoint:
                    address:
                      socket_address: {address: 127.0.0.1, port_value: {{new Uri(server.Address).Port}} }
        """;

    private static Process Start(string envoy, string bootstrap) => Process.Start(new ProcessStartInfo(envoy)
    {
        ArgumentList = { "--config-yaml", bootstrap, "--disable-hot-restart", "--concurrency", "1", "--log-level", "critical" },
    })!;

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Answers 200 to whatever it is asked.</summary>
    private sealed class Upstream : IDisposable
    {
        private readonly HttpListener _listener = new();

        public Upstream()
        {
            Port = FreePort();
            _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
            _listener.Start();
            _ = Serve();
        }

        public int Port { get; }

        public void Dispose() => _listener.Close();

        private async Task Serve()
        {
            try
            {
                while (true) (await _listener.GetContextAsync()).Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
