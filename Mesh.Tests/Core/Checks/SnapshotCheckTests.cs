using System.Diagnostics;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Upstreams.Http.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Checks;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Checks;

public sealed class SnapshotCheckTests(ITestOutputHelper output)
{
    private static readonly ConfigKey Culprit = new(ConfigKind.ServiceEntry, "shop", "second");

    [Fact]
    public void Of_two_resources_with_one_name_the_first_stays()
    {
        var verdict = SnapshotCheck.Check(XdsType.Cluster, [new("a", Static("a"), []), new("a", Static("a"), [Culprit]), new("b", Static("b"), [])]);

        Assert.Equal(["a", "b"], verdict.Kept.Select(x => x.Name));
        var withheld = Assert.Single(verdict.Withheld);
        Assert.Equal([Culprit], withheld.Origins);
        Assert.Equal(["name: 'a' is the name of another resource of this type too"], withheld.Errors.Select(x => x.ToString()));
    }

    [Fact]
    public void Of_two_listeners_at_one_address_the_first_stays()
    {
        var other = new ConfigKey(ConfigKind.Service, "shop", "first");

        var verdict = SnapshotCheck.Check(XdsType.Listener, [new("a", At("10.0.0.1"), [other]), new("b", At("10.0.0.1"), [Culprit]), new("c", At("10.0.0.2"), [])]);

        Assert.Equal(["a", "c"], verdict.Kept.Select(x => x.Name));
        Assert.Equal("address: 10.0.0.1:80 is the address of listener 'a' (from Service shop/first) already", Assert.Single(Assert.Single(verdict.Withheld).Errors).ToString());
    }

    [Fact]
    public void An_additional_address_is_an_address_too()
    {
        var both = At("10.0.0.2");
        both.AdditionalAddresses.Add(new AdditionalAddress { Address = ResourceCheckTests.Socket(80, "::1") });
        var spelledOtherwise = At("0:0:0:0:0:0:0:1");

        var verdict = SnapshotCheck.Check(XdsType.Listener, [new("a", both, []), new("b", spelledOtherwise, [])]);

        Assert.Equal(["b"], verdict.Withheld.Select(x => x.Name));
    }

    [Fact]
    public void A_broken_resource_takes_nothing_away_from_a_sound_one()
    {
        var broken = At("10.0.0.1");
        broken.FilterChains.Clear();

        var verdict = SnapshotCheck.Check(XdsType.Listener, [new("a", broken, []), new("a", At("10.0.0.1"), [])]);

        Assert.Single(verdict.Kept);
        Assert.Equal(["filter_chains"], Assert.Single(verdict.Withheld).Errors.Select(x => x.Field));
    }

    [Fact]
    public void A_thousand_clusters_are_checked_in_a_moment()
    {
        var clusters = Enumerable.Range(0, 1_000).Select(x => new Candidate($"outbound|80||service-{x}", Outbound($"outbound|80||service-{x}"), [])).ToList();
        for (var warm = 0; warm < 20; warm++) SnapshotCheck.Check(XdsType.Cluster, clusters);

        var best = Enumerable.Range(0, 10).Min(_ =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Equal(1_000, SnapshotCheck.Check(XdsType.Cluster, clusters).Kept.Count);
            return clock.Elapsed;
        });

        output.WriteLine($"1,000 clusters in {best.TotalMilliseconds:0.0} ms");
        // Measured at a fifth of that; the bound leaves room for machines that do other things at the same time.
        Assert.True(best < TimeSpan.FromMilliseconds(100), $"{best.TotalMilliseconds} ms");
    }

    private static Cluster Static(string name) => new() { Name = name, ConnectTimeout = new Duration { Seconds = 1 } };

    private static Listener At(string address) => new() { Name = "x", Address = ResourceCheckTests.Socket(80, address), FilterChains = { new FilterChain() } };

    /// <summary>As a sidecar gets it: EDS, circuit breakers, transport sockets in Anys, HTTP options in an Any.</summary>
    private static Cluster Outbound(string name)
    {
        var tls = new Envoy.Extensions.TransportSockets.Tls.V3.UpstreamTlsContext
        {
            Sni = "outbound_.80_._.service",
            CommonTlsContext = new()
            {
                AlpnProtocols = { "istio-peer-exchange", "istio" },
                TlsCertificateSdsSecretConfigs = { new Envoy.Extensions.TransportSockets.Tls.V3.SdsSecretConfig { Name = "default", SdsConfig = new() { Ads = new() } } },
            },
        };
        return new()
        {
            Name = name,
            Type = Cluster.Types.DiscoveryType.Eds,
            EdsClusterConfig = new() { ServiceName = name, EdsConfig = new() { Ads = new(), ResourceApiVersion = Envoy.Config.Core.V3.ApiVersion.V3 } },
            ConnectTimeout = new Duration { Seconds = 10 },
            CircuitBreakers = new() { Thresholds = { new CircuitBreakers.Types.Thresholds { MaxConnections = uint.MaxValue, MaxRequests = uint.MaxValue } } },
            TransportSocketMatches =
            {
                new Cluster.Types.TransportSocketMatch { Name = "tlsMode-istio", Match = new(), TransportSocket = new() { Name = "tls", TypedConfig = Any.Pack(tls) } },
                new Cluster.Types.TransportSocketMatch { Name = "tlsMode-disabled", Match = new(), TransportSocket = new() { Name = "raw", TypedConfig = Any.Pack(new Envoy.Extensions.TransportSockets.RawBuffer.V3.RawBuffer()) } },
            },
            TypedExtensionProtocolOptions =
            {
                ["envoy.extensions.upstreams.http.v3.HttpProtocolOptions"] = Any.Pack(new HttpProtocolOptions { UseDownstreamProtocolConfig = new() { HttpProtocolOptions = new(), Http2ProtocolOptions = new() } }),
            },
        };
    }
}
