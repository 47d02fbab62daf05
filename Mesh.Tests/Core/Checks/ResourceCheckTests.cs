using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Checks;

namespace Mesh.Tests.Core.Checks;

public sealed class ResourceCheckTests
{
    [Fact]
    public void A_rule_is_kept_at_any_depth_and_the_path_leads_there()
    {
        var routes = new RouteConfiguration
        {
            Name = "80",
            VirtualHosts = { new VirtualHost { Name = "a", Domains = { "a.test", "b\n" }, Routes = { new Route { Match = new() { Prefix = "/" } } } } },
        };

        var errors = ResourceCheck.Check(routes);

        Assert.Equivalent(
            (string[])["virtual_hosts[0].domains[1]: is no value of an HTTP header: it holds a control character", "virtual_hosts[0].routes[0].action: one of route, redirect, direct_response, filter_action, non_forwarding_action must be set"],
            errors.Select(x => x.ToString()));
    }

    [Fact]
    public void A_message_that_must_be_set_is_missed()
    {
        var host = new VirtualHost { Name = "a", Domains = { "*" }, Routes = { new Route { Redirect = new() } } };

        Assert.Equal(["routes[0].match: must be set"], ResourceCheck.Check(host).Select(x => x.ToString()));
    }

    [Fact]
    public void Numbers_in_wrappers_and_enums_are_looked_at()
    {
        var endpoints = new ClusterLoadAssignment
        {
            ClusterName = "a",
            Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { LoadBalancingWeight = 0, Endpoint = new() { Address = Socket(70_000) } } } } },
        };

        Assert.Equal(
            ["endpoints[0].lb_endpoints[0].endpoint.address.socket_address.port_value: must be at most 65535, is 70000", "endpoints[0].lb_endpoints[0].load_balancing_weight: must be at least 1, is 0"],
            ResourceCheck.Check(endpoints).Select(x => x.ToString()).Order());
        Assert.StartsWith("lb_policy: 99 is no LbPolicy; allowed: ROUND_ROBIN,", Assert.Single(ResourceCheck.Check(new Cluster { Name = "a", LbPolicy = (Cluster.Types.LbPolicy)99 })).ToString());
    }

    [Fact]
    public void Checks_go_through_an_Any_of_a_known_type()
    {
        var proxy = new TcpProxy { Cluster = "a" };

        Assert.Equal(["filter_chains[0].filters[0].typed_config.stat_prefix: must not be empty"], ResourceCheck.Check(Listener(Any.Pack(proxy))).Select(x => x.ToString()));
    }

    [Fact]
    public void An_Any_that_does_not_hold_what_it_says_is_refused()
    {
        var any = Any.Pack(new TcpProxy());
        any.Value = ByteString.CopyFrom(0xff);

        var error = Assert.Single(ResourceCheck.Check(Listener(any)));

        Assert.Equal("filter_chains[0].filters[0].typed_config", error.Field);
        Assert.StartsWith("does not hold a envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy", error.Reason);
    }

    [Fact]
    public void An_Any_of_an_unknown_type_passes() =>
        Assert.Empty(ResourceCheck.Check(Listener(new Any { TypeUrl = "type.googleapis.com/example.Unknown", Value = ByteString.CopyFrom(0xff) })));

    [Fact]
    public void A_resource_of_countless_errors_is_not_read_to_its_end()
    {
        var routes = new RouteConfiguration { VirtualHosts = { Enumerable.Range(0, 10_000).Select(x => new VirtualHost { Name = $"{x}" }) } };

        Assert.Equal(Findings.Most, ResourceCheck.Check(routes).Count);
    }

    internal static Address Socket(uint port, string address = "127.0.0.1") => new() { SocketAddress = new() { Address = address, PortValue = port } };

    private static Listener Listener(Any config) => new()
    {
        Name = "a",
        Address = Socket(80),
        FilterChains = { new FilterChain { Filters = { new Envoy.Config.Listener.V3.Filter { Name = "tcp", TypedConfig = config } } } },
    };
}
