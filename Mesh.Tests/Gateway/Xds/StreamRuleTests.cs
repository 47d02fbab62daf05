using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules 1 to 11: streams and nodes.</summary>
public sealed class StreamRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Small = Snapshot(Eds("a"), Endpoints("a"), Listener("l", "r"), Route("r", "a"));

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "1")]
    public async Task A_request_without_a_type_ends_an_aggregated_stream(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);

        await client.Send(Request(kind, ""));

        var (code, reason) = await client.Wire.End();
        Assert.Equal((int)Grpc.Core.StatusCode.InvalidArgument, code);
        Assert.Contains("type_url", reason);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "2")]
    public async Task Requests_after_the_first_need_no_node(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);

        await client.Want(XdsType.Endpoint, "a");

        Assert.Equal(["a"], (await client.Receive(XdsType.Endpoint)).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "3")]
    public async Task A_first_request_without_a_node_id_ends_the_stream(Over over, StreamKind kind)
    {
        foreach (var node in new[] { null, new Node() })
        {
            await using var client = Open(over, kind, Small);

            await client.Wire.Send(Request(kind, XdsType.Cluster.TypeUrl, node));

            var (code, reason) = await client.Wire.End();
            Assert.Equal((int)Grpc.Core.StatusCode.InvalidArgument, code);
            Assert.Contains("missing node information", reason);
        }
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "4")]
    public async Task Another_node_id_ends_the_stream_but_other_metadata_do_not(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);
        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);
        var changed = client.Node.Clone();
        changed.DynamicParameters["xds.resource.vhds"] = new();

        await client.Send(Request(kind, XdsType.Listener.TypeUrl, changed));
        Assert.Equal(XdsType.Listener, (await client.Read()).Type);
        Assert.Equal(2, client.Wire.Facts.OfType<StreamFact.NodeKnown>().Count());

        await client.Send(Request(kind, XdsType.Route.TypeUrl, new Node { Id = "sidecar~10.0.0.2~other.default~default.svc.cluster.local" }));
        Assert.Equal((int)Grpc.Core.StatusCode.InvalidArgument, (await client.Wire.End()).Code);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "5")]
    public async Task A_refused_cluster_does_not_stop_routes(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);
        await client.Want(XdsType.Cluster);
        await client.Nack(await client.Read());

        await client.Want(XdsType.Route, "r");
        await client.Receive(XdsType.Route);
        await client.Wire.Set(Snapshot(Small, RouteOf("r", 2, "a")));

        Assert.Equal(["r"], (await client.Receive(XdsType.Route)).Names);
    }

    /// <summary>Cilium ends the stream.</summary>
    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "6")]
    public async Task An_unknown_type_gets_silence_and_the_stream_goes_on(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);

        await client.Send(Request(kind, "type.googleapis.com/envoy.service.runtime.v3.Runtime", client.Node));
        await client.IsQuiet();

        await client.Want(XdsType.Cluster);
        await client.Receive(XdsType.Cluster);
        Assert.Single(client.Wire.Facts.OfType<StreamFact.UnknownType>());
    }

    [Theory, MemberData(nameof(BothWires)), Trait("Rule", "6"), Trait("Rule", "70")]
    public async Task Virtual_hosts_have_no_state_of_the_world_and_get_silence(Over over)
    {
        await using var client = Open(over, World, Small);

        await client.Send(Request(World, XdsType.VirtualHost.TypeUrl, client.Node));

        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "7")]
    public async Task Only_the_latest_of_several_waiting_requests_is_answered(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind);
        await client.Want(XdsType.Endpoint, "b");
        await client.Want(XdsType.Endpoint, "b", "c");
        await client.Want(XdsType.Endpoint, "a");
        await client.IsQuiet();

        await client.Wire.Set(Snapshot(Endpoints("a"), Endpoints("b"), Endpoints("c")));

        Assert.Equal(["a"], (await client.Receive(XdsType.Endpoint)).Names);
        await client.IsQuiet();
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "10"), Trait("Rule", "55")]
    public async Task A_node_whose_world_is_not_known_yet_waits_and_is_never_told_of_an_empty_one(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind);
        await client.Want(XdsType.Cluster);
        await client.Want(XdsType.Listener);
        await client.Want(XdsType.Route, "r");
        await client.IsQuiet();

        await client.Wire.Set(Small);

        Assert.Equal(["a"], (await client.Receive(XdsType.Cluster)).Names);
        Assert.Equal(["l"], (await client.Receive(XdsType.Listener)).Names);
        Assert.Equal(["r"], (await client.Receive(XdsType.Route)).Names);
    }

    [Theory, InlineData(World), InlineData(Delta), Trait("Rule", "11")]
    public async Task Two_streams_of_one_node_both_work_and_one_may_close(StreamKind kind)
    {
        await using var old = Open(Over.Grpc, kind, Small);
        await old.Want(XdsType.Cluster);
        await old.Receive(XdsType.Cluster);
        await using var successor = Reopen(Over.Grpc, kind, old.Node.Id);
        await successor.Want(XdsType.Cluster);
        await successor.Receive(XdsType.Cluster);

        await ((XdsGrpcWire)old.Wire).HalfClose();
        Assert.Equal(0, (await old.Wire.End()).Code);
        Server.Streams.SetWorld(old.Node.Id, Snapshot(Small, Eds("a", 2)));

        Assert.Equal(["a"], (await successor.Receive(XdsType.Cluster)).Names);
    }

    [Theory, MemberData(nameof(Everywhere)), Trait("Rule", "73")]
    public async Task Dynamic_parameters_are_refused_politely_and_plain_locators_are_names(Over over, StreamKind kind)
    {
        await using var client = Open(over, kind, Small);
        await client.Send(With(kind, new ResourceLocator { Name = "a" }));
        Assert.Equal(["a"], (await client.Read()).Names);

        await client.Send(With(kind, new ResourceLocator { Name = "a", DynamicParameters = { ["version"] = "v1" } }));

        var (code, reason) = await client.Wire.End();
        Assert.Equal((int)Grpc.Core.StatusCode.Unimplemented, code);
        Assert.Contains("dynamic_parameters", reason);

        static IMessage With(StreamKind kind, ResourceLocator locator) => kind == Delta
            ? new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceLocatorsSubscribe = { locator } }
            : new DiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceLocators = { locator } };
    }

    private static IMessage Request(StreamKind kind, string typeUrl, Node? node = null) => kind == Delta
        ? new DeltaDiscoveryRequest { TypeUrl = typeUrl, Node = node }
        : new DiscoveryRequest { TypeUrl = typeUrl, Node = node };
}
