using System.Runtime.CompilerServices;
using Envoy.Service.Discovery.V3;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Core.Xds;

/// <summary>What a stream costs, and what thousands of them share. Times are measured by Mesh.Bench; here are the bounds that must not move.</summary>
[Collection(nameof(StreamCostTests))]
[CollectionDefinition(nameof(StreamCostTests), DisableParallelization = true)]
public sealed class StreamCostTests
{
    private const int Services = 1_000;

    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;
    private static readonly XdsSnapshot World = WorldOf(1);

    [Fact]
    public void Streams_that_want_the_same_share_what_they_are_sent()
    {
        var (one, other) = (Configured(out _), Configured(out _));
        var changed = Snapshot(World, [.. Enumerable.Range(0, Services).Select(i => Endpoints(Name(i), i == 7 ? 2 : 1))]);

        var (first, second) = (one.OnSnapshot(changed, Now).Responses.Single(), other.OnSnapshot(changed, Now).Responses.Single());

        Assert.Same(first.Body, second.Body);
        Assert.Equal([Name(7)], first.Body.Resources.Select(x => x.Name));
        Assert.Same(one.Describe().Types[1].Names, other.Describe().Types[1].Names);
    }

    [Fact]
    public void A_stream_keeps_less_than_ten_kilobytes_of_a_thousand_services()
    {
        // What earlier tests left behind may be freed in the middle of a measurement, so that the middle one of three counts.
        var each = new[] { KeptByEach(), KeptByEach(), KeptByEach() }.Order().ElementAt(1);

        Assert.InRange(each, 0, 10_000);
    }

    private static long KeptByEach()
    {
        const int streams = 400;
        var kept = new List<StreamState>(streams) { Configured(out _) };
        var before = GC.GetTotalMemory(forceFullCollection: true);

        while (kept.Count <= streams) kept.Add(Configured(out _));

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / streams;
        GC.KeepAlive(kept);
        return each;
    }

    [Fact]
    public void A_client_that_wants_more_names_than_anybody_needs_loses_its_stream()
    {
        var state = StreamState.Open(StreamKind.Delta, null, StreamOptions.Default with { MostNames = 10 });
        state.OnRequest(new DeltaDiscoveryRequest { Node = new() { Id = "n" }, TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { Enumerable.Range(0, 10).Select(Name) } }, Now);

        var output = state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { "one more" } }, Now);

        Assert.Equal(StreamFailureCode.ResourceExhausted, output.Failure!.Code);
        Assert.Same(StreamOutput.Nothing, state.OnSnapshot(World, Now));
    }

    [Fact]
    public void What_a_client_makes_us_remember_is_bounded()
    {
        var state = Configured(out _);

        var refusal = state.OnRequest(
            new DeltaDiscoveryRequest { TypeUrl = XdsType.Cluster.TypeUrl, ResponseNonce = new('n', 1_000_000), ErrorDetail = new() { Code = 3, Message = new('m', 1_000_000) } }, Now);
        var nack = Assert.Single(refusal.Facts.OfType<StreamFact.Nacked>()).Nack;
        Assert.Equal((128, 4096), (nack.Nonce.Length, nack.Words.Length));

        var output = state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { new string('x', 5_000) } }, Now);
        Assert.Equal(StreamFailureCode.InvalidArgument, output.Failure!.Code);
    }

    [Fact, Trait("Rule", "8")]
    public void Ten_thousand_streams_come_and_go_and_nothing_stays_behind()
    {
        OpenAndDrop(100);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var last = OpenAndDrop(10_000);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.False(last.IsAlive);
        Assert.InRange(grown, long.MinValue, 4_000_000);
    }

    /// <summary>GCP's cache has one lock over all nodes: here a stream's work touches nothing that another stream's work waits for long.</summary>
    [Fact]
    public void A_wildcard_push_does_not_look_at_what_did_not_change()
    {
        var state = Configured(out _);
        var changed = Snapshot(World, [.. World[XdsType.Cluster].All.Select((x, i) => i == 3 ? Eds(x.Name, 2) : x)]);
        Configured(out _).OnSnapshot(changed, Now);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var responses = state.OnSnapshot(changed, Now).Responses;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The cluster, and its endpoints for it to warm up with.
        Assert.Equal([1, 1], responses.Select(x => x.Body.Resources.Count));
        Assert.InRange(allocated, 0, 8_000);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OpenAndDrop(int streams)
    {
        var last = new WeakReference(null);
        for (var i = 0; i < streams; i++)
        {
            var state = StreamState.Open(StreamKind.Delta, null, StreamOptions.Default);
            state.OnSnapshot(World, Now);
            state.OnRequest(new DeltaDiscoveryRequest { Node = new() { Id = "n" }, TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { $"only of stream {i}", Name(i % Services) } }, Now);
            last.Target = state;
        }
        return last;
    }

    /// <summary>A sidecar that has got and accepted all of its configuration.</summary>
    private static StreamState Configured(out int responses)
    {
        var state = StreamState.Open(StreamKind.Delta, null, StreamOptions.Default);
        var sent = new List<OutgoingResponse>();
        sent.AddRange(state.OnSnapshot(World, Now).Responses);
        sent.AddRange(state.OnRequest(new DeltaDiscoveryRequest { Node = new() { Id = "n" }, TypeUrl = XdsType.Cluster.TypeUrl }, Now).Responses);
        sent.AddRange(state.OnRequest(
            new DeltaDiscoveryRequest { TypeUrl = XdsType.Endpoint.TypeUrl, ResourceNamesSubscribe = { Enumerable.Range(0, Services).Select(Name) } }, Now).Responses);
        sent.AddRange(state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = XdsType.Listener.TypeUrl }, Now).Responses);
        sent.AddRange(state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = XdsType.Route.TypeUrl, ResourceNamesSubscribe = { "80" } }, Now).Responses);
        foreach (var response in sent.ToArray()) state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = response.Type.TypeUrl, ResponseNonce = response.Nonce }, Now);
        responses = sent.Count;
        return state;
    }

    private static string Name(int i) => $"outbound|9080||service-{i}.default.svc.cluster.local";

    private static XdsSnapshot WorldOf(int content) => Snapshot([
        .. Enumerable.Range(0, Services).Select(i => Eds(Name(i), content)),
        .. Enumerable.Range(0, Services).Select(i => Endpoints(Name(i), content)),
        Listener("0.0.0.0_80", "80"),
        Route("80", [.. Enumerable.Range(0, Services).Select(Name)])]);
}
