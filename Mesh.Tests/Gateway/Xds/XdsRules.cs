using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Where a rule is proved: in the state machine alone, and over gRPC with everything between it and a client.</summary>
public enum Over
{
    Direct,
    Grpc,
}

/// <summary>What the tests of the protocol's rules share. A test's trait "Rule" is the number of the rule that it proves.</summary>
public abstract class XdsRules(XdsServer server) : IClassFixture<XdsServer>
{
    protected const StreamKind World = StreamKind.StateOfTheWorld;
    protected const StreamKind Delta = StreamKind.Delta;

    private static int _nodes;

    public static TheoryData<Over, StreamKind> Everywhere => new(
        (Over.Direct, World), (Over.Direct, Delta), (Over.Grpc, World), (Over.Grpc, Delta));

    public static TheoryData<Over> BothWires => new(Over.Direct, Over.Grpc);

    protected XdsServer Server => server;

    /// <summary>A client of a node of its own, and the world that it lives in.</summary>
    protected XdsClient Open(Over over, StreamKind kind, XdsSnapshot? world = null, StreamOptions? options = null)
    {
        var node = $"sidecar~10.0.0.1~app-{Interlocked.Increment(ref _nodes)}.{GetType().Name}~default.svc.cluster.local";
        return Reopen(over, kind, node, world, options);
    }

    /// <summary>Another stream of a node that was here before.</summary>
    protected XdsClient Reopen(Over over, StreamKind kind, string nodeId, XdsSnapshot? world = null, StreamOptions? options = null)
    {
        server.Streams.Options = options ?? StreamOptions.Default;
        XdsWire wire = over == Over.Direct ? new XdsDirectWire(kind, options: options) : XdsGrpcWire.Aggregated(kind, server, nodeId);
        if (world is not null) Assert.True(wire.Set(world).IsCompletedSuccessfully);
        return new(wire, nodeId);
    }
}
