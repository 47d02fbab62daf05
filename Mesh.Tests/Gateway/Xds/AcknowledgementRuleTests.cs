using Envoy.Service.Discovery.V3;
using Mesh.Core.Config;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 14 to 27: nonces, versions, acceptance and refusal.</summary>
public sealed class AcknowledgementRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Two = Snapshot(Eds("a"), Eds("b"), Endpoints("a"), Endpoints("b"));

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "14")]
    public async Task A_nonce_of_an_earlier_stream_means_nothing(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        client[XdsType.Endpoint].Nonce = "of another stream";

        await client.Want(XdsType.Endpoint, "a");

        Assert.Equal(["a"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "15")]
    public async Task Every_resource_has_the_type_of_its_response(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Two, Listener("l", "r"), Route("r", "a"), Secret("s"), Extension("e"), Names()));

        foreach (var (type, names) in new (XdsType, string[])[]
        {
            (XdsType.Cluster, []), (XdsType.Endpoint, ["a"]), (XdsType.Listener, []), (XdsType.Route, ["r"]), (XdsType.Secret, ["s"]), (XdsType.Extension, ["e"]), (XdsType.Name, []),
        })
        {
            await client.Want(type, names);
            var reply = await client.Receive(type);
            Assert.All(reply.Resources, x => Assert.Equal(type.TypeUrl, x.Resource_.TypeUrl));
        }
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "16"), Trait("Rule", "27")]
    public async Task A_stale_nonce_voids_a_request_of_the_whole_state(Over over)
    {
        await using var client = Open(over, World, Two);
        await client.Want(XdsType.Endpoint, "a");
        var first = await client.Read();
        await client.Want(XdsType.Endpoint, "a");
        await client.Wire.Pass(StreamOptions.Default.StageTimeout);
        await client.Ack(first);
        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b")));
        var second = await client.Read();

        await client.Send(new DiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNames = { "a", "b" }, ResponseNonce = first.Nonce });

        await client.IsQuiet();
        Assert.Equal(["a"], client.Wire.Status.Types.Single().Names);
        Assert.Equal(SyncState.Stale, client.Wire.Status.Types.Single().State);
        Assert.Contains(client.Wire.Facts, x => x is StreamFact.StaleNonce);
        await client.Ack(second);
        await client.IsQuiet();
        Assert.Equal(SyncState.Synced, client.Wire.Status.Types.Single().State);
    }

    /// <summary>istiod drops such a request whole, so that the subscription is lost; Cilium ends a stream whose nonce is no number.</summary>
    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "17")]
    public async Task A_stale_nonce_does_not_void_what_a_delta_request_subscribes_to(Over over)
    {
        await using var client = Open(over, Delta, Two);
        await client.Want(XdsType.Endpoint, "a");
        await client.Receive(XdsType.Endpoint);

        await client.Send(new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResponseNonce = "stale", ResourceNamesSubscribe = { "b" }, ResourceNamesUnsubscribe = { "a" } });

        Assert.Equal(["b"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b")));
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "18")]
    public async Task A_refusal_is_known_by_its_error_and_not_by_its_version(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        await client.Want(XdsType.Endpoint, "a");
        var reply = await client.Receive(XdsType.Endpoint);
        await client.Want(XdsType.Endpoint, "a", "b");
        var second = await client.Read();

        // The version that the client states is the one it is refusing.
        client[XdsType.Endpoint].Version = second.Version;
        await client.Nack(second);

        await client.IsQuiet();
        Assert.Equal(SyncState.Error, client.Wire.Status.Types.Single().State);
        Assert.Equal(reply.Version, client.Wire.Status.Types.Single().Acked);
    }

    /// <summary>GCP takes a refusal for an acceptance.</summary>
    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "19"), Trait("Rule", "21")]
    public async Task What_was_refused_is_not_repeated_until_something_changes_and_then_goes_along(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        await client.Want(XdsType.Endpoint, "a", "b");
        await client.Receive(XdsType.Endpoint);
        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b")));
        await client.Nack(await client.Read());
        await client.IsQuiet();

        // A state of equal content, made anew, is no change.
        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b")));
        await client.IsQuiet();

        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b", 2)));
        var next = await client.Receive(XdsType.Endpoint);
        Assert.Equal(["a", "b"], next.Names.Order());

        // Accepted: no doubt is left, and the next change goes alone.
        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b", 3)));
        Assert.Equal(["b"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.IsQuiet();
        Assert.Equal(SyncState.Synced, client.Wire.Status.Types.Single().State);
    }

    /// <summary>istiod returns at the refusal, before it reads the names.</summary>
    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "20")]
    public async Task Names_on_a_refusal_are_served(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        await client.Want(XdsType.Endpoint, "a");
        var reply = await client.Read();
        var error = new Google.Rpc.Status { Code = 3, Message = "bad" };

        await client.Send(kind == Delta
            ? new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResponseNonce = reply.Nonce, ErrorDetail = error, ResourceNamesSubscribe = { "b" } }
            : new DiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResponseNonce = reply.Nonce, ErrorDetail = error, ResourceNames = { "a", "b" } });

        Assert.Equal(["b"], (await client.Read()).Names);
        Assert.Single(client.Wire.Facts.OfType<StreamFact.Nacked>());
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "22"), Trait("Rule", "23")]
    public async Task Acknowledgements_and_quiet_minutes_get_no_response(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);
        await client.Want(XdsType.Endpoint, "a", "b");
        await client.Receive(XdsType.Endpoint);

        for (var second = 0; second < 60; second++) await client.Wire.Pass(TimeSpan.FromSeconds(1));
        await client.Wire.Set(Two.At(2));

        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "24")]
    public async Task A_version_is_the_hash_of_what_the_client_should_have(Over over)
    {
        var (one, other) = (Snapshot(Endpoints("a"), Endpoints("b")), Snapshot(Endpoints("a"), Endpoints("b"), Endpoints("c")));
        await using var first = Open(over, World, one);
        await using var second = Open(over, World, other);

        await first.Want(XdsType.Endpoint, "a", "b");
        await second.Want(XdsType.Endpoint, "b", "a");

        var version = (await first.Receive(XdsType.Endpoint)).Version;
        Assert.Equal(version, (await second.Receive(XdsType.Endpoint)).Version);
        await first.Wire.Set(Snapshot(Endpoints("a", 2), Endpoints("b")));
        Assert.NotEqual(version, (await first.Receive(XdsType.Endpoint)).Version);
        await first.Wire.Set(one);
        Assert.Equal(version, (await first.Receive(XdsType.Endpoint)).Version);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "25")]
    public async Task A_delta_version_belongs_to_the_resource_and_comes_from_its_content(Over over)
    {
        await using var client = Open(over, Delta, Two);
        await client.Want(XdsType.Endpoint, "a", "b");
        var before = (await client.Receive(XdsType.Endpoint)).Resources.ToDictionary(x => x.Name, x => x.Version);

        await client.Wire.Set(Snapshot(Two, Endpoints("a", 2), Endpoints("b", 2)));
        Assert.DoesNotContain((await client.Receive(XdsType.Endpoint)).Resources, x => x.Version == before[x.Name]);
        await client.Wire.Set(Snapshot(Two, Endpoints("a"), Endpoints("b")));

        Assert.All((await client.Receive(XdsType.Endpoint)).Resources, x => Assert.Equal(before[x.Name], x.Version));
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "26")]
    public async Task A_refusal_is_remembered_with_the_clients_words_and_the_objects_they_point_to(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Two);
        await client.Want(XdsType.Cluster);
        var reply = await client.Read();

        await client.Nack(reply, "Error adding/updating cluster(s) b: no healthy spelling");
        await client.IsQuiet();

        var nack = client.Wire.Status.Types.Single().LastNack!;
        Assert.Equal("Error adding/updating cluster(s) b: no healthy spelling", nack.Words);
        Assert.Equal((3, reply.Nonce, reply.Version), (nack.Code, nack.Nonce, nack.Version));
        Assert.Equal(["a", "b"], nack.Names);
        Assert.Equal(["b"], nack.Suspects);
        Assert.Equal([new ConfigKey(ConfigKind.DestinationRule, "default", "b")], nack.Origins);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "27")]
    public async Task An_acknowledgement_of_an_older_response_does_not_cover_newer_ones(Over over)
    {
        await using var client = Open(over, Delta, Two);
        await client.Want(XdsType.Endpoint, "a");
        await client.Want(XdsType.Endpoint, "a", "b");
        var (first, second) = (await client.Read(), await client.Read());

        await client.Ack(first);
        await client.IsQuiet();
        Assert.Equal(SyncState.Stale, client.Wire.Status.Types.Single().State);

        await client.Ack(second);
        await client.IsQuiet();
        Assert.Equal(SyncState.Synced, client.Wire.Status.Types.Single().State);
    }
}
