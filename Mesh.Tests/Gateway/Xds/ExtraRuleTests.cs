using Envoy.Config.Route.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 68 to 74: time to live, virtual hosts, xdstp names, errors, unknown content.</summary>
public sealed class ExtraRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "68"), Trait("Rule", "69")]
    public async Task Resources_live_by_heartbeats_at_clients_that_know_how(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Endpoints("a")), StreamOptions.Default with { Ttl = Ttl });
        client.Node.ClientFeatures.Add(["xds.config.supports-resource-ttl", "xds.config.supports-resource-in-sotw"]);
        await client.Want(XdsType.Endpoint, "a");
        var reply = await client.Receive(XdsType.Endpoint);
        Assert.Equal(Ttl, reply.Resources.Single().Ttl.ToTimeSpan());
        Assert.NotNull(reply.Resources.Single().Resource_);

        await client.Wire.Pass(Ttl / 3);

        var beat = await client.Read();
        var pulse = Assert.Single(beat.Resources);
        Assert.Null(pulse.Resource_);
        Assert.Equal((reply.Version, "a", reply.Resources.Single().Version), (beat.Version, pulse.Name, pulse.Version));
        Assert.Equal(Ttl, pulse.Ttl.ToTimeSpan());
        await client.Ack(beat);
        await client.Wire.Pass(Ttl / 3);
        Assert.Null((await client.Read()).Resources.Single().Resource_);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "68")]
    public async Task Clients_that_do_not_know_how_get_no_time_to_live(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Endpoints("a")), StreamOptions.Default with { Ttl = Ttl });
        if (kind == World) client.Node.ClientFeatures.Add("xds.config.supports-resource-ttl");
        await client.Want(XdsType.Endpoint, "a");

        Assert.Null((await client.Receive(XdsType.Endpoint)).Resources.Single().Ttl);
        await client.Wire.Pass(Ttl);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "69"), Trait("Rule", "70")]
    public async Task Virtual_hosts_are_served_one_by_one_from_their_route_configuration(Over over)
    {
        var before = Snapshot(Route("http/80", "a", "b"));
        await using var client = Open(over, Delta, before, StreamOptions.Default with { Ttl = Ttl });
        client.Node.ClientFeatures.Add("xds.config.supports-resource-ttl");
        await client.Want(XdsType.Route, "http/80");
        await client.Receive(XdsType.Route);

        await client.Want(XdsType.VirtualHost, "http/80/a.local");
        var host = Assert.Single((await client.Receive(XdsType.VirtualHost)).Resources);
        Assert.Equal("http/80/a", host.Name);
        Assert.Contains("http/80/a.local", host.Aliases);
        Assert.Equal("a", host.Resource_.Unpack<VirtualHost>().Name);
        Assert.Null(host.Ttl);

        // An unknown host is named, with nothing in it: that lets go the request which waits for it.
        await client.Want(XdsType.VirtualHost, "http/80/a.local", "http/80/unknown");
        var unknown = await client.Receive(XdsType.VirtualHost);
        Assert.Empty(unknown.Removed);
        Assert.Equal(("http/80/unknown", null), (unknown.Resources.Single().Name, unknown.Resources.Single().Resource_));
        Assert.Equal(["http/80/unknown"], unknown.Resources.Single().Aliases);

        // A new route configuration makes Envoy forget the hosts: what is subscribed comes again.
        await client.Wire.Set(Snapshot(RouteOf("http/80", 2, "a", "b")));
        await client.Receive(XdsType.Route);
        Assert.Equal(["http/80/a", "http/80/unknown"], (await client.Receive(XdsType.VirtualHost)).Names.Order());
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "71")]
    public async Task Context_parameters_of_an_xdstp_name_may_come_in_any_order(Over over, StreamKind kind)
    {
        const string name = "xdstp://authority/envoy.config.endpoint.v3.ClusterLoadAssignment/a?x=1&y=2";
        await using var client = Open(over, kind, Snapshot(Endpoints(name)));

        await client.Want(XdsType.Endpoint, "xdstp://authority/envoy.config.endpoint.v3.ClusterLoadAssignment/a?y=2&x=1");

        Assert.Equal([name], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "71")]
    public async Task An_xdstp_glob_stands_for_its_members_and_an_empty_one_is_answered(Over over)
    {
        const string glob = "xdstp://authority/envoy.config.cluster.v3.Cluster/shop/*";
        const string member = "xdstp://authority/envoy.config.cluster.v3.Cluster/shop/cart";
        await using var client = Open(over, Delta, Snapshot(Dns(member), Dns(member + "/deeper"), Dns("plain")));
        await client.Want(XdsType.Cluster, glob, "xdstp://authority/envoy.config.cluster.v3.Cluster/empty/*");

        var reply = await client.Receive(XdsType.Cluster);
        Assert.Equal([member], reply.Names);
        Assert.Equal(["xdstp://authority/envoy.config.cluster.v3.Cluster/empty/*"], reply.Removed);

        await client.Wire.Set(Snapshot(Dns(member, 2), Dns("plain", 2)));
        Assert.Equal([member], (await client.Receive(XdsType.Cluster)).Names);
        await client.IsQuiet();
    }

    /// <summary>The field resource_errors is not in the protocol's published files that we build from: absence is told as it always was.</summary>
    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "72")]
    public async Task A_resource_that_cannot_be_had_takes_no_other_with_it(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Dns("good")));

        await client.Want(XdsType.Cluster, "good", "bad");

        var reply = await client.Receive(XdsType.Cluster);
        Assert.Equal(["good"], reply.Names);
        Assert.Equal(kind == Delta ? ["bad"] : [], reply.Removed);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "74")]
    public async Task What_we_do_not_know_passes_through_byte_by_byte(Over over, StreamKind kind)
    {
        var foreign = new Any { TypeUrl = "type.googleapis.com/of.another.World", Value = ByteString.CopyFrom(0xFA, 0x7F, 0x03, 1, 2, 3) };
        var extension = new Envoy.Config.Core.V3.TypedExtensionConfig { Name = "e", TypedConfig = foreign };
        var withUnknownField = Envoy.Config.Core.V3.TypedExtensionConfig.Parser.ParseFrom(ByteString.CopyFrom([.. extension.ToByteArray(), 0xC2, 0x3E, 1, 42]));
        await using var client = Open(over, kind, Snapshot(XdsResource.Pack(XdsType.Extension, "e", withUnknownField)));

        await client.Want(XdsType.Extension, "e");

        Assert.Equal(withUnknownField.ToByteString(), (await client.Receive(XdsType.Extension)).Resources.Single().Resource_.Value);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "73"), Trait("Rule", "49")]
    public async Task A_locator_and_a_name_are_one_subscription(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Endpoints("a")));

        await client.Send(kind == Delta
            ? new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { "a" }, ResourceLocatorsSubscribe = { new ResourceLocator { Name = "a" } } }
            : new DiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNames = { "a" }, ResourceLocators = { new ResourceLocator { Name = "a" } } });

        Assert.Equal(["a"], (await client.Read()).Names);
    }
}
