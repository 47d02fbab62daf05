using Envoy.Service.Discovery.V3;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 28 to 49: what a client wants, and how it changes its mind.</summary>
public sealed class SubscriptionRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Three = Snapshot(
        Dns("A"), Dns("B"), Dns("C"), Endpoints("A"), Endpoints("B"), Endpoints("C"), Listener("L", "R"), Route("R", "A"), Names());

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "28"), Trait("Rule", "36")]
    public async Task No_names_at_first_mean_all_clusters_and_all_listeners(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Three);

        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Name);

        Assert.Equal(["A", "B", "C"], (await client.Receive(XdsType.Cluster)).Names);
        Assert.Equal(["L"], (await client.Receive(XdsType.Listener)).Names);
        Assert.Equal(["table"], (await client.Receive(XdsType.Name)).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "29")]
    public async Task A_star_means_all(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Three);

        await client.Want(XdsType.Cluster, "*");

        Assert.Equal(["A", "B", "C"], (await client.Receive(XdsType.Cluster)).Names);
    }

    /// <summary>Consul decides the wildcard on the first request, for ever.</summary>
    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "30")]
    public async Task The_whole_state_goes_from_all_to_all_and_one_to_one_to_none(Over over)
    {
        await using var client = Open(over, World, Snapshot(Dns("A"), Dns("B")));
        await client.Want(XdsType.Cluster);
        Assert.Equal(["A", "B"], (await client.Receive()).Names);

        await client.Want(XdsType.Cluster, "*", "A");
        Assert.Equal(["A", "B"], (await client.Receive()).Names);
        await client.Wire.Set(Snapshot(Dns("A"), Dns("B", 2)));
        Assert.Equal(["A", "B"], (await client.Receive()).Names);

        await client.Want(XdsType.Cluster, "A");
        await client.Wire.Set(Snapshot(Dns("A"), Dns("B", 3)));
        await client.IsQuiet();
        await client.Wire.Set(Snapshot(Dns("A", 2), Dns("B", 3)));
        Assert.Equal(["A"], (await client.Receive()).Names);

        await client.Want(XdsType.Cluster);
        await client.IsQuiet();
        await client.Wire.Set(Snapshot(Dns("A", 3), Dns("B", 4)));
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "31")]
    public async Task Delta_goes_from_all_to_all_and_one_to_one_to_none(Over over)
    {
        await using var client = Open(over, Delta, Snapshot(Dns("A"), Dns("B")));
        await client.Send(Change());
        Assert.Equal(["A", "B"], (await client.Receive()).Names);

        await client.Send(Change(subscribe: ["A"]));
        Assert.Equal(["A"], (await client.Receive()).Names);
        await client.Wire.Set(Snapshot(Dns("A"), Dns("B", 2)));
        Assert.Equal(["B"], (await client.Receive()).Names);

        await client.Send(Change(unsubscribe: ["*"]));
        await client.Wire.Set(Snapshot(Dns("A"), Dns("B", 3)));
        await client.IsQuiet();
        await client.Wire.Set(Snapshot(Dns("A", 2), Dns("B", 3)));
        Assert.Equal(["A"], (await client.Receive()).Names);

        await client.Send(Change(unsubscribe: ["A"]));
        await client.Wire.Set(Snapshot(Dns("A", 3), Dns("B", 4)));
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "32")]
    public async Task A_wildcard_that_nobody_named_is_not_ended_by_an_unsubscribe(Over over)
    {
        await using var client = Open(over, Delta, Snapshot(Dns("A")));
        await client.Send(Change());
        await client.Receive();

        await client.Send(Change(unsubscribe: ["*"]));
        await client.Send(Change(unsubscribe: ["phantom"]));
        await client.Wire.Set(Snapshot(Dns("A", 2)));

        Assert.Equal(["A"], (await client.Receive()).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "33")]
    public async Task No_names_of_a_type_without_wildcard_mean_none(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Snapshot(Three, Secret("s"), Extension("e")));
        foreach (var type in new[] { XdsType.Endpoint, XdsType.Route, XdsType.Secret, XdsType.Extension }) await client.Want(type);
        await client.IsQuiet();

        await client.Want(XdsType.Endpoint, "A");
        await client.Receive(XdsType.Endpoint);
        await client.Want(XdsType.Endpoint);
        await client.Wire.Set(Snapshot(Three, Endpoints("A", 2)));

        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "34"), Trait("Rule", "22")]
    public async Task A_name_added_to_the_whole_state_is_answered_alone_or_with_all(Over over)
    {
        await using var client = Open(over, World, Three);
        await client.Want(XdsType.Endpoint, "A");
        await client.Receive();
        await client.Want(XdsType.Cluster, "A");
        await client.Receive();

        await client.Want(XdsType.Endpoint, "A", "B");
        Assert.Equal(["B"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Want(XdsType.Cluster, "A", "B");
        Assert.Equal(["A", "B"], (await client.Receive(XdsType.Cluster)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "35")]
    public async Task A_name_taken_out_gets_no_response_and_put_back_is_sent_again(Over over)
    {
        await using var client = Open(over, World, Three);
        await client.Want(XdsType.Endpoint, "A", "B");
        await client.Receive();

        await client.Want(XdsType.Endpoint, "B");
        await client.IsQuiet();
        await client.Want(XdsType.Endpoint, "A", "B");

        Assert.Equal(["A"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "36")]
    public async Task A_changed_cluster_comes_with_all_clusters_and_changed_endpoints_alone(Over over)
    {
        await using var client = Open(over, World, Three);
        await client.Want(XdsType.Cluster);
        await client.Receive();
        await client.Want(XdsType.Endpoint, "A", "B");
        await client.Receive();

        await client.Wire.Set(Snapshot(Three, Dns("A", 2), Dns("B"), Dns("C"), Endpoints("A", 2), Endpoints("B"), Endpoints("C")));

        Assert.Equal(["A", "B", "C"], (await client.Receive(XdsType.Cluster)).Names);
        Assert.Equal(["A"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "37")]
    public async Task The_last_cluster_gone_is_told_by_an_empty_response(Over over)
    {
        await using var client = Open(over, World, Three);
        await client.Want(XdsType.Cluster);
        await client.Receive();

        await client.Wire.Set(Three.With(XdsResourceSet.Of(XdsType.Cluster, [])));

        Assert.Empty((await client.Receive(XdsType.Cluster)).Resources);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "38"), Trait("Rule", "40")]
    public async Task Endpoints_gone_or_unknown_are_not_told_in_the_whole_state(Over over)
    {
        await using var client = Open(over, World, Three);
        await client.Want(XdsType.Endpoint, "A", "unknown");
        Assert.Equal(["A"], (await client.Receive()).Names);

        await client.Wire.Set(Three.With(XdsResourceSet.Of(XdsType.Endpoint, [])));

        await client.IsQuiet();
    }

    /// <summary>GCP sends nothing for a name that it believes the client to have.</summary>
    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "39")]
    public async Task A_name_subscribed_again_is_answered_again(Over over)
    {
        await using var client = Open(over, Delta, Three);
        await client.Want(XdsType.Endpoint, "A");
        var first = await client.Receive();

        await client.Send(Change(XdsType.Endpoint, subscribe: ["A"]));

        var again = await client.Receive();
        Assert.Equal(first.Resources.Single().Version, again.Resources.Single().Version);
    }

    /// <summary>GCP lists only names that it had returned before; Consul says nothing at all.</summary>
    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "40")]
    public async Task A_name_that_does_not_exist_is_told_at_once(Over over)
    {
        await using var client = Open(over, Delta, Three);

        await client.Want(XdsType.Endpoint, "A", "unknown");

        var reply = await client.Receive();
        Assert.Equal(["A"], reply.Names);
        Assert.Equal(["unknown"], reply.Removed);
    }

    /// <summary>GCP's ADS cache answers nothing while one of the names is unknown.</summary>
    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "41")]
    public async Task A_name_is_pushed_when_it_comes_to_exist(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Three);
        await client.Want(XdsType.Endpoint, "A", "later");
        Assert.Equal(["A"], (await client.Receive()).Names);

        await client.Wire.Set(Snapshot(Three, Endpoints("A"), Endpoints("later")));

        Assert.Equal(["later"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "42")]
    public async Task To_unsubscribe_what_was_never_subscribed_is_no_error(Over over)
    {
        await using var client = Open(over, Delta, Three);
        await client.Want(XdsType.Endpoint, "A");
        await client.Receive();

        await client.Send(Change(XdsType.Endpoint, unsubscribe: ["phantom", "A"]));

        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "43")]
    public async Task A_name_given_up_under_a_wildcard_is_answered_with_what_becomes_of_it(Over over)
    {
        await using var client = Open(over, Delta, Three);
        await client.Send(Change(subscribe: ["*", "A", "unknown"]));
        Assert.Equal(["unknown"], (await client.Receive()).Removed);

        await client.Send(Change(unsubscribe: ["A"]));
        Assert.Equal(["A"], (await client.Receive()).Names);
        await client.Send(Change(unsubscribe: ["unknown"]));

        var reply = await client.Receive();
        Assert.Empty(reply.Resources);
        Assert.Equal(["unknown"], reply.Removed);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "44")]
    public async Task A_wildcard_client_hears_of_what_comes_and_of_what_goes_if_it_had_it(Over over)
    {
        await using var client = Open(over, Delta, Three);
        await client.Want(XdsType.Cluster);
        await client.Receive();
        await client.Want(XdsType.Endpoint, "A");
        await client.Receive();

        await client.Wire.Set(Snapshot(Three, Dns("A"), Dns("D"), Endpoints("A")));

        Assert.Equal(["D"], (await client.Receive(XdsType.Cluster)).Names);
        var removal = await client.Receive(XdsType.Cluster);
        Assert.Equal(["B", "C"], removal.Removed);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "45")]
    public async Task A_wildcard_client_with_nothing_to_get_is_answered_at_once(Over over)
    {
        await using var client = Open(over, Delta, XdsSnapshot.Empty);

        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Listener);

        Assert.Empty((await client.Receive(XdsType.Cluster)).Resources);
        Assert.Empty((await client.Receive(XdsType.Listener)).Resources);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "46")]
    public async Task Nothing_is_sent_that_was_not_asked_for(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Three);
        await client.Want(XdsType.Cluster, "B");
        await client.Want(XdsType.Endpoint, "C");

        Assert.Equal(["B"], (await client.Receive(XdsType.Cluster)).Names);
        Assert.Equal(["C"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.Wire.Set(Snapshot(Dns("A", 2), Dns("B", 2), Endpoints("A", 2), Endpoints("C", 2)));
        Assert.Equal(["B"], (await client.Receive(XdsType.Cluster)).Names);
        Assert.Equal(["C"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "47")]
    public async Task A_name_asked_for_twice_and_just_changed_comes_once(Over over)
    {
        await using var client = Open(over, Delta, Three);
        await client.Want(XdsType.Endpoint, "A");
        await client.Read();
        await client.Wire.Set(Snapshot(Three, Endpoints("A", 2), Endpoints("B")));

        // The first response is still open, so that the change has not gone out: it goes along with the answer.
        await client.Send(Change(XdsType.Endpoint, subscribe: ["A", "A", "D", "B"], unsubscribe: ["A"]));

        var reply = await client.Read();
        Assert.Equal(["A", "B"], reply.Names.Order());
        Assert.Equal(["D"], reply.Removed);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "48")]
    public async Task Many_requests_of_one_name_and_one_of_many_come_to_the_same(Over over)
    {
        await using var many = Open(over, Delta, Three);
        await using var one = Open(over, Delta, Three);

        foreach (var name in new[] { "C", "A", "B" })
        {
            await many.Send(Change(XdsType.Endpoint, subscribe: [name]));
            Assert.Equal([name], (await many.Receive()).Names);
        }
        await one.Want(XdsType.Endpoint, "A", "B", "C");
        await one.Receive();
        await many.IsQuiet();
        await one.IsQuiet();

        Assert.Same(one.Wire.Status.Types.Single().Names, many.Wire.Status.Types.Single().Names);
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "49")]
    public async Task A_resource_is_found_by_its_alias_and_returned_by_its_name(Over over)
    {
        var cluster = Dns("A");
        var aliased = XdsResource.Pack(XdsType.Cluster, "A", ["nick"], Envoy.Config.Cluster.V3.Cluster.Parser.ParseFrom(cluster.Body.Value), []);
        await using var client = Open(over, Delta, Snapshot(aliased));

        await client.Send(Change(subscribe: ["nick", "A"]));

        var reply = await client.Receive();
        Assert.Equal(["A"], reply.Names);
        Assert.Equal(["nick"], reply.Resources.Single().Aliases);
        await client.Send(Change(unsubscribe: ["A"]));
        await client.Wire.Set(Snapshot(XdsResource.Pack(XdsType.Cluster, "A", ["nick"], new Envoy.Config.Cluster.V3.Cluster { Name = "A", AltStatName = "new" }, [])));
        Assert.Equal(["A"], (await client.Receive()).Names);
        await client.Send(Change(unsubscribe: ["nick"]));
        await client.Wire.Set(Snapshot(aliased));
        await client.IsQuiet();
    }

    private static DeltaDiscoveryRequest Change(string[]? subscribe = null, string[]? unsubscribe = null) => Change(XdsType.Cluster, subscribe, unsubscribe);

    private static DeltaDiscoveryRequest Change(XdsType type, string[]? subscribe = null, string[]? unsubscribe = null) => new()
    {
        TypeUrl = type.TypeUrl,
        ResourceNamesSubscribe = { subscribe ?? [] },
        ResourceNamesUnsubscribe = { unsubscribe ?? [] },
    };
}
