using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 57 to 67: make before break, warming, coalescing.</summary>
public sealed class OrderingRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Before = Snapshot(
        Eds("old"), Endpoints("old"), Listener("l", "r"), Route("r", "old"), Secret("s"), Names());

    private static readonly XdsSnapshot After = Snapshot(
        Eds("new"), Endpoints("new"), Listener("l", "r", 2), Route("r", "new"), Secret("s", 2), Names(2));

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "57"), Trait("Rule", "58"), Trait("Rule", "59")]
    public async Task A_change_goes_out_in_stages_each_after_the_acknowledgement_of_the_former(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);

        await client.Wire.Set(After);

        foreach (var type in new[] { XdsType.Cluster, XdsType.Listener, XdsType.Route, XdsType.Secret, XdsType.Name })
        {
            var reply = await client.Read();
            Assert.Equal(type, reply.Type);
            await client.IsQuiet();
            await client.Ack(reply);
            if (type != XdsType.Cluster) continue;

            // As Envoy does: a cluster that it does not know yet makes it ask for the endpoints. Until it has them the cluster is of no use.
            await client.IsQuiet();
            Assert.Contains("new", reply.Names);
            Assert.Equal(kind == World ? ["new", "old"] : ["new"], reply.Names.Order());
            Assert.Empty(reply.Removed);
            await client.Want(XdsType.Endpoint, "old", "new");
            Assert.Equal(["new"], (await client.Receive(XdsType.Endpoint)).Names);
        }
        var last = await client.Receive(XdsType.Cluster);
        Assert.Equal(kind == World ? ["new"] : [], last.Names);
        Assert.Equal(kind == World ? [] : ["old"], last.Removed);
        if (kind == Delta) Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Removed);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "58")]
    public async Task A_cluster_stays_while_an_accepted_route_names_it(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);

        // The route that would let go of the cluster is refused.
        await client.Wire.Set(Snapshot(Before, Eds("new"), Endpoints("new"), Route("r", "new")));
        await client.Receive(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "old", "new");
        await client.Receive(XdsType.Endpoint);
        var route = await client.Read();
        Assert.Equal(XdsType.Route, route.Type);
        await client.Nack(route);
        await client.IsQuiet();
        Assert.Equal(["old"], client.Wire.Facts.OfType<StreamFact.Held>().Last().Clusters);

        await client.Wire.Set(Snapshot(Before, Eds("new"), Endpoints("new"), RouteOf("r", 2, "new")));
        await client.Receive(XdsType.Route);
        var removal = await client.Receive(XdsType.Cluster);
        Assert.Equal(kind == World ? ["new"] : [], removal.Names);
        if (kind == Delta) Assert.Equal(["old"], removal.Removed);
        if (kind == Delta) Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Removed);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "58")]
    public async Task A_cluster_stays_while_an_accepted_listener_names_it(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Dns("tcp"), TcpListener("t", "tcp")));
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);
        await client.Want(XdsType.Listener);
        await client.Receive(XdsType.Listener);

        await client.Wire.Set(Snapshot(TcpListener("t", "tcp")));
        await client.IsQuiet();
        await client.Wire.Set(Snapshot(TcpListener("t", "tcp", 2)));
        await client.Receive(XdsType.Listener);
        await client.IsQuiet();
        await client.Wire.Set(XdsSnapshot.Empty);

        await client.Receive(XdsType.Listener);
        var removal = await client.Receive(XdsType.Cluster);
        Assert.Equal(kind == World ? [] : ["tcp"], removal.Removed);
        Assert.Empty(removal.Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "59")]
    public async Task A_client_that_does_not_answer_holds_a_change_up_for_a_while_only(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);
        await client.Wire.Set(Snapshot(Before, Eds("old", 2), RouteOf("r", 2, "old")));
        var clusters = await client.Read();
        Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Wire.Pass(StreamOptions.Default.StageTimeout - TimeSpan.FromMilliseconds(1));
        await client.IsQuiet();

        await client.Wire.Pass(TimeSpan.FromMilliseconds(1));

        Assert.Equal(XdsType.Route, (await client.Read()).Type);
        var late = Assert.Single(client.Wire.Facts.OfType<StreamFact.Unconfirmed>());
        Assert.Equal((XdsType.Cluster, clusters.Nonce), (late.Type, late.Nonce));

        // Late is better than never.
        await client.Ack(clusters);
        await client.IsQuiet();
        Assert.Contains(client.Wire.Facts, x => x is StreamFact.Acked { Type: var type, Nonce: var nonce } && type == XdsType.Cluster && nonce == clusters.Nonce);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "59")]
    public async Task A_client_that_never_asks_for_the_endpoints_of_its_clusters_is_waited_for_once(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);
        await client.Wire.Set(Snapshot(Before, Eds("old"), Eds("new"), Route("r", "old", "new")));
        await client.Receive(XdsType.Cluster);
        await client.IsQuiet();
        await client.Wire.Pass(StreamOptions.Default.FollowTimeout);
        await client.Receive(XdsType.Route);
        await client.IsQuiet();

        await client.Wire.Set(Snapshot(Before, Eds("old"), Eds("new"), Eds("newer"), Route("r", "old", "new", "newer")));

        await client.Receive(XdsType.Cluster);
        await client.Receive(XdsType.Route);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "60")]
    public async Task A_changed_cluster_is_followed_by_its_endpoints_though_they_did_not_change(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Eds("a"), Eds("b"), Dns("c"), Endpoints("a"), Endpoints("b")));
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "a", "b");
        await client.Receive(XdsType.Endpoint);

        await client.Wire.Set(Snapshot(Eds("a"), Eds("b", 2), Dns("c", 2), Endpoints("a"), Endpoints("b")));

        await client.Receive(XdsType.Cluster);
        Assert.Equal(["b"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "59"), Trait("Rule", "60")]
    public async Task Endpoints_of_a_changed_cluster_come_before_its_acknowledgement_and_routes_after_it(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);

        await client.Wire.Set(Snapshot(Before, Eds("old", 2), RouteOf("r", 2, "old")));

        // Envoy keeps its word on clusters back until they are warm, and warm they are only when their endpoints have come again.
        var clusters = await client.Read();
        Assert.Equal(XdsType.Cluster, clusters.Type);
        Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.IsQuiet();
        await client.Ack(clusters);
        await client.Receive(XdsType.Route);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "61")]
    public async Task A_cluster_without_endpoints_gets_an_empty_assignment(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Eds("a"), Eds("b"), Endpoints("b")));
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);

        await client.Want(XdsType.Endpoint, "a", "b");
        var reply = await client.Receive(XdsType.Endpoint);
        Assert.Equal(["a", "b"], reply.Names.Order());
        Assert.Empty(reply.Removed);

        // And when the last endpoint of a cluster goes, it is told so.
        await client.Wire.Set(Snapshot(Eds("a"), Eds("b")));
        var emptied = await client.Receive(XdsType.Endpoint);
        Assert.Equal(["b"], emptied.Names);
        Assert.Empty(emptied.Resources.Single().Resource_.Unpack<Envoy.Config.Endpoint.V3.ClusterLoadAssignment>().Endpoints);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "62")]
    public async Task A_change_of_endpoints_sends_endpoints_only_and_only_to_who_sees_them(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);

        await client.Wire.Set(Snapshot(Before, Endpoints("old", 2), Endpoints("of another")));
        Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.IsQuiet();

        await client.Wire.Set(Snapshot(Before, Endpoints("old", 2), Endpoints("of another", 2)));
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "63")]
    public async Task A_changed_listener_does_not_bring_its_unchanged_route_along(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);

        await client.Wire.Set(Snapshot(Before, Listener("l", "r", 2)));

        Assert.Equal(["l"], (await client.Receive(XdsType.Listener)).Names);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "64")]
    public async Task Changes_coalesce_while_a_push_is_on_its_way_and_the_last_state_wins(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);
        await client.Wire.Set(Snapshot(Before, Endpoints("old", 2)));
        var first = await client.Read();

        for (var i = 3; i <= 50; i++) await client.Wire.Set(Snapshot(Before, Endpoints("old", i)));
        await client.IsQuiet();
        await client.Ack(first);

        var last = await client.Receive(XdsType.Endpoint);
        Assert.Equal(Endpoints("old", 50).Body, last.Resources.Single().Resource_);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "64")]
    public async Task Endpoints_do_not_wait_for_a_rollout_of_something_else(Over over, StreamKind kind)
    {
        await using var client = await Configured(over, kind);
        var listeners = Snapshot(Before, Listener("l", "r", 2));
        await client.Wire.Set(listeners);
        var open = await client.Read();
        Assert.Equal(XdsType.Listener, open.Type);

        await client.Wire.Set(Snapshot(listeners, Endpoints("old", 2)));

        Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Ack(open);
        await client.IsQuiet();
    }

    [Theory, InlineData(World), InlineData(Delta), Trait("Rule", "65")]
    public async Task A_response_still_queued_for_an_unsubscribed_type_is_dropped(StreamKind kind)
    {
        await using var client = Open(Over.Direct, kind, Before);
        await client.Want(XdsType.Endpoint, "old");
        await client.Want(XdsType.Endpoint);
        await client.IsQuiet();

        // It can come back, whatever nonce it saw last.
        client[XdsType.Endpoint].Nonce = "1";
        await client.Want(XdsType.Endpoint, "old");
        Assert.Equal(["old"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "66")]
    public async Task A_rotated_secret_is_pushed_whole_and_shows_nowhere_else(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Secret("mine")));
        await client.Want(XdsType.Secret, "mine", "of another");
        Assert.Equal(["mine"], (await client.Receive(XdsType.Secret)).Names);

        await client.Wire.Set(Snapshot(Secret("mine", 2)));

        var secret = (await client.Receive(XdsType.Secret)).Resources.Single().Resource_.Unpack<Envoy.Extensions.TransportSockets.Tls.V3.Secret>();
        Assert.Equal(("chain 2", "private key 2"), (secret.TlsCertificate.CertificateChain.InlineString, secret.TlsCertificate.PrivateKey.InlineString));
        Assert.DoesNotContain("private key", string.Join('\n', client.Wire.Facts) + client.Wire.Status + string.Join('\n', client.Wire.Status.Types) + Secret("mine"));
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "67")]
    public async Task An_extension_is_never_told_to_be_gone(Over over)
    {
        await using var client = Open(over, Delta, Snapshot(Extension("wasm")));
        await client.Want(XdsType.Extension, "wasm", "unknown");
        Assert.Empty((await client.Receive(XdsType.Extension)).Removed);

        await client.Wire.Set(XdsSnapshot.Empty);
        await client.IsQuiet();
        await client.Wire.Set(Snapshot(Extension("wasm", 2)));

        Assert.Equal(["wasm"], (await client.Receive(XdsType.Extension)).Names);
    }

    private async Task<XdsClient> Configured(Over over, StreamKind kind)
    {
        var client = Open(over, kind, Before);
        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "old");
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Route, "r");
        await client.Want(XdsType.Secret, "s");
        await client.Want(XdsType.Name);
        await client.Settle();
        return client;
    }
}
