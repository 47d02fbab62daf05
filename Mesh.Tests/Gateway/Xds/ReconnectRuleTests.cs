using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 50 to 56: a client that was here, or elsewhere, before.</summary>
public sealed class ReconnectRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Full = Snapshot(
        Eds("a"), Eds("b"), Endpoints("a"), Endpoints("b"), Listener("l", "r"), Route("r", "a", "b"), Names());

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "50")]
    public async Task A_known_version_spares_the_answer_to_a_pure_wildcard_only(Over over)
    {
        await using var former = await Configured(over, World, Full);
        await using var client = Open(over, World, Full);
        client.Inherit(former);

        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Name);
        await client.IsQuiet();
        await client.Want(XdsType.Endpoint, "a", "b");
        Assert.Equal(["a", "b"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Want(XdsType.Route, "r");
        Assert.Equal(["r"], (await client.Receive(XdsType.Route)).Names);

        // It is served like any other from here on.
        await client.Wire.Set(Snapshot(Full, Eds("a"), Eds("b", 2)));
        Assert.Equal(["a", "b"], (await client.Receive(XdsType.Cluster)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "50")]
    public async Task Another_version_is_answered_in_full(Over over)
    {
        await using var client = Open(over, World, Full);
        client[XdsType.Cluster].Version = "of other software";

        await client.Want(XdsType.Cluster);

        Assert.Equal(["a", "b"], (await client.Receive(XdsType.Cluster)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "51")]
    public async Task A_delta_client_is_told_what_changed_while_it_was_away(Over over)
    {
        await using var former = await Configured(over, Delta, Snapshot(Full, Eds("a"), Eds("b"), Eds("gone")));
        await using var client = Open(over, Delta, Snapshot(Full, Eds("a"), Eds("b", 2), Eds("new")));
        client.Inherit(former);

        await client.Want(XdsType.Cluster);

        var reply = await client.Receive(XdsType.Cluster);
        Assert.Equal(["b", "new"], reply.Names);
        Assert.Empty(reply.Removed);

        // What is gone goes last: of a client that asks for no routes, after a while.
        await client.Wire.Pass(StreamOptions.Default.StageTimeout);
        Assert.Equal(["gone"], (await client.Receive(XdsType.Cluster)).Removed);

        // Versions are read on the first message of a type only.
        await client.Send(new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl, InitialResourceVersions = { ["a"] = "other" } });
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "51"), Trait("Rule", "58")]
    public async Task A_cluster_that_went_while_a_client_was_away_goes_when_its_route_has(Over over)
    {
        await using var former = await Configured(over, Delta, Snapshot(Eds("a"), Eds("b"), Endpoints("a"), Endpoints("b"), Listener("l", "r"), Route("r", "a", "b"), Names()));
        await using var client = Open(over, Delta, Snapshot(Eds("a"), Endpoints("a"), Listener("l", "r"), Route("r", "a"), Names()));
        client.Inherit(former);

        await client.Want(XdsType.Cluster);
        Assert.Empty((await client.Receive(XdsType.Cluster)).Removed);
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Route, "r");

        // The route that leads away from it is sent, and only when it is acknowledged the cluster goes.
        var route = await client.Read();
        while (route.Type != XdsType.Route)
        {
            await client.Ack(route);
            route = await client.Read();
        }
        await client.IsQuiet();
        await client.Ack(route);
        Assert.Equal(["b"], (await client.Receive(XdsType.Cluster)).Removed);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "51")]
    public async Task A_cluster_that_a_member_had_not_heard_of_is_neither_taken_away_nor_sent_again(Over over)
    {
        await using var former = await Configured(over, Delta, Full);
        await using var client = Open(over, Delta, Snapshot(Eds("a"), Endpoints("a"), Listener("l", "r"), Route("r", "a"), Names()));
        client.Inherit(former);
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);

        await client.Wire.Set(Full);
        await client.Wire.Pass(StreamOptions.Default.StageTimeout);

        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "52")]
    public async Task Versions_that_we_never_gave_are_taken_for_changed(Over over)
    {
        await using var client = Open(over, Delta, Full);
        client[XdsType.Cluster].Held["a"] = new Resource { Name = "a", Version = "1" };
        client[XdsType.Cluster].Held["b"] = new Resource { Name = "b", Version = Full[XdsType.Cluster].Find("b")!.Version };

        await client.Want(XdsType.Cluster);

        Assert.Equal(["a"], (await client.Receive(XdsType.Cluster)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "53")]
    public async Task Endpoints_are_sent_again_though_known_unless_the_operator_chose_otherwise(Over over)
    {
        await using var former = await Configured(over, Delta, Full);
        await using (var client = Open(over, Delta, Full))
        {
            client.Inherit(former);
            await client.Want(XdsType.Endpoint, "a", "b");
            Assert.Equal(["a", "b"], (await client.Receive(XdsType.Endpoint)).Names);
        }

        await using var sparing = Open(over, Delta, Full, StreamOptions.Default with { SkipKnownEndpoints = true });
        sparing.Inherit(former);
        await sparing.Want(XdsType.Endpoint, "a", "b");
        await sparing.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "54"), Trait("Rule", "60")]
    public async Task Every_cluster_sent_is_followed_by_its_endpoints_in_whichever_order_they_were_asked_for(Over over, StreamKind kind)
    {
        await using var first = Open(over, kind, Full);
        await first.Want(XdsType.Endpoint, "a", "b");
        await first.Receive(XdsType.Endpoint);
        await first.Want(XdsType.Cluster);
        await first.Receive(XdsType.Cluster);
        Assert.Equal(["a", "b"], (await first.Receive(XdsType.Endpoint)).Names.Order());
        await first.IsQuiet();

        await using var second = Open(over, kind, Full);
        await second.Want(XdsType.Cluster);
        await second.Receive(XdsType.Cluster);
        await second.Want(XdsType.Endpoint, "a", "b");
        Assert.Equal(["a", "b"], (await second.Receive(XdsType.Endpoint)).Names.Order());
        await second.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "55")]
    public async Task A_replica_with_the_same_content_sends_a_reconnecting_client_its_endpoints_and_nothing_else(Over over)
    {
        await using var former = await Configured(over, Delta, Full);

        // Another member translated the same configuration: equal content in other objects.
        var elsewhere = Snapshot(Eds("a"), Eds("b"), Endpoints("a"), Endpoints("b"), Listener("l", "r"), Route("r", "a", "b"), Names());
        await using var client = Open(over, Delta, elsewhere);
        client.Inherit(former);
        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "a", "b");
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Route, "r");
        await client.Settle();

        Assert.Equal(["a", "b"], client.Log.SelectMany(x => x.Names));
        var bytes = client.Wire.Facts.OfType<StreamFact.Sent>().Sum(x => x.Bytes);
        Assert.InRange(bytes, 1, 1200);
    }

    [Fact, Trait("Rule", "56")]
    public async Task Fifty_thousand_versions_are_read_and_more_than_the_limit_ends_the_stream()
    {
        await using var client = Open(Over.Grpc, Delta, Full);
        await client.Send(Known(50_000));
        await client.Receive();
        await client.Wire.Pass(StreamOptions.Default.StageTimeout);
        Assert.Equal(50_000, (await client.Read()).Removed.Count);

        await using var another = Open(Over.Grpc, Delta, Full);
        await another.Send(Known(200_000));
        Assert.Equal((int)StatusCode.ResourceExhausted, (await another.Wire.End()).Code);

        static DeltaDiscoveryRequest Known(int count)
        {
            var request = new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl };
            for (var i = 0; i < count; i++) request.InitialResourceVersions[$"outbound|9080||service-{i}.some-namespace.svc.cluster.local"] = "0123456789abcdef0123456789abcdef";
            return request;
        }
    }

    private async Task<XdsClient> Configured(Over over, StreamKind kind, XdsSnapshot world)
    {
        var client = Open(over, kind, world);
        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "a", "b");
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Route, "r");
        await client.Want(XdsType.Name);
        await client.Settle();
        return client;
    }
}
