using CsCheck;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;

namespace Mesh.Tests.Core.Xds;

/// <summary>Whatever a client says, in whatever order: nothing is thrown, and nothing is sent that Envoy would refuse. A failure prints its seed.</summary>
public sealed class StreamFuzzTests
{
    private const int Runs = 1_500;

    private static readonly Gen<string> Name = OneOf("a", "b", "c", "*", "", "r/a.local", "xdstp://x/t/a?y=1&x=2", "xdstp://x/t/*", "xdstp://", "?", "#");
    private static readonly Gen<string[]> Names = Name.Array[0, 4];
    private static readonly Gen<string> TypeUrl = OneOf([.. XdsType.All.Select(x => x.TypeUrl), "", "unknown"]);
    private static readonly Gen<int> Content = Gen.Int[1, 3];

    private static readonly Gen<Act> Acts = Gen.Select(Gen.Int[0, 99], TypeUrl, Names, Names, Gen.Int[-1, 5], Gen.Bool, Content)
        .Select((dice, url, some, others, back, refuses, content) => new Act(dice, url, some, others, back, refuses && dice % 3 == 0, content));

    private sealed record Act(int Dice, string TypeUrl, string[] Some, string[] Others, int NoncesBack, bool Refuses, int Content);

    [Theory, InlineData(StreamKind.StateOfTheWorld), InlineData(StreamKind.Delta)]
    [Trait("Rule", "14"), Trait("Rule", "47")]
    public void No_sequence_of_requests_breaks_a_stream(StreamKind kind) => Acts.Array[1, 60].Sample(acts => Play(kind, acts), iter: Runs);

    private static Gen<string> OneOf(params string[] all) => Gen.Int[0, all.Length - 1].Select(i => all[i]);

    private static void Play(StreamKind kind, Act[] acts)
    {
        var options = StreamOptions.Default with { Ttl = acts.Length % 2 == 0 ? TimeSpan.FromSeconds(9) : null };
        var state = StreamState.Open(kind, null, options);
        var now = DateTimeOffset.UnixEpoch;
        var nonces = new List<string>();
        var first = true;
        foreach (var act in acts)
        {
            var output = act.Dice switch
            {
                < 20 => state.OnSnapshot(World(act), now),
                < 30 => state.OnTick(now += TimeSpan.FromSeconds(act.Content * 2)),
                _ when kind == StreamKind.Delta => state.OnRequest(DeltaOf(act, nonces, ref first), now),
                _ => state.OnRequest(WorldOf(act, nonces, ref first), now),
            };
            foreach (var response in output.Responses) Check(kind, response, nonces);
            _ = state.Describe().ToString();
            Assert.False(state.NextTick < now - options.StageTimeout);
            if (output.Failure is not null) return;
        }
    }

    private static void Check(StreamKind kind, OutgoingResponse response, List<string> nonces)
    {
        Assert.NotEmpty(response.Nonce);
        Assert.DoesNotContain(response.Nonce, nonces);
        nonces.Add(response.Nonce);
        var (typeUrl, names) = kind == StreamKind.Delta ? Seen(response.ToDeltaDiscoveryResponse()) : Seen(response.ToDiscoveryResponse());
        Assert.Equal(response.Type.TypeUrl, typeUrl);
        Assert.Equal(names.Distinct(), names);
        Assert.True(kind == StreamKind.Delta || response.Body.Removed.Count == 0);
    }

    private static (string TypeUrl, string[] Names) Seen(DeltaDiscoveryResponse response) =>
        (response.TypeUrl, [.. response.Resources.Select(x => x.Name), .. response.RemovedResources]);

    private static (string TypeUrl, string[] Names) Seen(DiscoveryResponse response) =>
        (response.TypeUrl, [.. response.Resources.Where(x => x.TypeUrl == response.TypeUrl).Select(NameOf)]);

    private static DeltaDiscoveryRequest DeltaOf(Act act, List<string> nonces, ref bool first) => new()
    {
        Node = NodeOf(act, ref first),
        TypeUrl = act.TypeUrl.Length == 0 && act.Dice < 98 ? XdsType.Cluster.TypeUrl : act.TypeUrl,
        ResourceNamesSubscribe = { act.Some },
        ResourceNamesUnsubscribe = { act.Others },
        ResponseNonce = NonceOf(act, nonces),
        ErrorDetail = ErrorOf(act),
        InitialResourceVersions = { act.Others.Distinct().ToDictionary(x => x, x => x) },
    };

    private static DiscoveryRequest WorldOf(Act act, List<string> nonces, ref bool first) => new()
    {
        Node = NodeOf(act, ref first),
        TypeUrl = act.TypeUrl.Length == 0 && act.Dice < 98 ? XdsType.Cluster.TypeUrl : act.TypeUrl,
        ResourceNames = { act.Some },
        ResponseNonce = NonceOf(act, nonces),
        ErrorDetail = ErrorOf(act),
        VersionInfo = act.Others.FirstOrDefault() ?? "",
    };

    private static Node? NodeOf(Act act, ref bool first)
    {
        if (!first && act.Dice < 95) return null;
        first = false;
        return new Node { Id = "node", Cluster = act.TypeUrl, ClientFeatures = { "xds.config.supports-resource-ttl", "xds.config.supports-resource-in-sotw" } };
    }

    private static string NonceOf(Act act, List<string> nonces) =>
        act.NoncesBack < 0 ? "" : act.NoncesBack < nonces.Count ? nonces[nonces.Count - 1 - act.NoncesBack] : "never sent";

    private static Google.Rpc.Status? ErrorOf(Act act) => act.Refuses ? new() { Code = act.Content, Message = string.Concat(act.Some) } : null;

    private static XdsSnapshot World(Act act)
    {
        var names = act.Some.Concat(act.Others).Where(x => x.Length > 0 && x != "*").Distinct().ToArray();
        var world = XdsSnapshot.Empty
            .With(XdsResourceSet.Of(XdsType.Cluster, names.Select(x => Eds(x, act.Content)).DistinctBy(x => x.Name)))
            .With(XdsResourceSet.Of(XdsType.Endpoint, names.Skip(1).Select(x => Endpoints(x, act.Content)).DistinctBy(x => x.Name)))
            .With(XdsResourceSet.Of(XdsType.Listener, names.Select(x => act.Content == 1 ? TcpListener(x, x) : Listener(x, "r")).DistinctBy(x => x.Name)))
            .With(XdsResourceSet.Of(XdsType.Route, [RouteOf("r", act.Content, names)]))
            .With(XdsResourceSet.Of(XdsType.Secret, names.Select(x => Secret(x, act.Content)).DistinctBy(x => x.Name)))
            .With(XdsResourceSet.Of(XdsType.Extension, names.Select(x => Extension(x, act.Content)).DistinctBy(x => x.Name)));
        return act.Refuses ? XdsSnapshot.Empty : world;
    }
}
