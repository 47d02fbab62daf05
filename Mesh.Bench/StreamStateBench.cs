using System.CommandLine;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Service.Discovery.V3;
using Mesh.Core.Xds;

namespace Mesh.Bench;

/// <summary>
/// What the state machine of the streams costs by itself: no network, no actors, no translation. Each of N sidecars is subscribed to all of
/// M services and accepts at once. Times are CPU of the process, so that a busy machine does not show in them.
/// </summary>
public static class StreamStateBench
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    public static Command Create()
    {
        var streams = new Option<int>("--proxies") { DefaultValueFactory = _ => 4_000, Description = "Streams." };
        var services = new Option<int>("--services") { DefaultValueFactory = _ => 1_000, Description = "Services that each of them sees." };
        var command = new Command("streams", "What the state machine of the xDS streams costs by itself.") { streams, services };
        command.SetAction(x => Run(x.GetValue(streams), x.GetValue(services), x.InvocationConfiguration.Output));
        return command;
    }

    private static void Run(int streams, int services, TextWriter output)
    {
        output.WriteLine($"stream state: {streams} streams, {services} services, {Environment.ProcessorCount} cores; CPU times");
        foreach (var kind in new[] { StreamKind.Delta, StreamKind.StateOfTheWorld }) Run(kind, streams, services, output);
    }

    private static void Run(StreamKind kind, int streams, int services, TextWriter output)
    {
        var names = Enumerable.Range(0, services).Select(i => $"outbound|9080||service-{i}.default.svc.cluster.local").ToArray();
        var world = WorldOf(names);
        Open(kind, 1, world, names);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Environment.CpuUsage.TotalTime;
        var all = Open(kind, streams, world, names);
        var connect = Environment.CpuUsage.TotalTime - start;
        var memory = (GC.GetTotalMemory(forceFullCollection: true) - before) / streams;
        output.WriteLine($"{kind,-16} connect {PerStream(connect, streams),8:F1} µs   memory {memory,6} B a stream");

        var change = 0;
        Measure("endpoint change", 20, () => world.With(Replaced(world[XdsType.Endpoint], names[change % services], Endpoints(names[change++ % services], change + 1))));
        Measure("cluster change", 5, () => world.With(Replaced(world[XdsType.Cluster], names[change % services], Cluster(names[change++ % services], change + 1))));
        Measure("route change", 5, () => world.With(XdsResourceSet.Of(XdsType.Route, [Route("80", names, ++change)])));
        GC.KeepAlive(all);

        void Measure(string what, int rounds, Func<XdsSnapshot> next)
        {
            Push(kind, all, world = next(), names);
            var (allocated, took, responses) = (GC.GetAllocatedBytesForCurrentThread(), TimeSpan.Zero, 0);
            for (var i = 0; i < rounds; i++)
            {
                world = next();
                var from = Environment.CpuUsage.TotalTime;
                responses += Push(kind, all, world, names);
                took += Environment.CpuUsage.TotalTime - from;
            }
            allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / (rounds * streams);
            output.WriteLine($"{kind,-16} {what,-16} {PerStream(took, rounds * streams),8:F2} µs a stream, push and acknowledgement, {(double)responses / rounds / streams:F1} responses, {allocated} B allocated");
        }
    }

    private static double PerStream(TimeSpan time, int count) => time.TotalMicroseconds / count;

    private static List<StreamState> Open(StreamKind kind, int count, XdsSnapshot world, string[] names) => [.. Enumerable.Range(0, count).Select(_ =>
    {
        var state = StreamState.Open(kind, null, StreamOptions.Default);
        state.OnSnapshot(world, Now);
        Answer(kind, state, First(XdsType.Cluster, []), names);
        Answer(kind, state, First(XdsType.Endpoint, names), names);
        Answer(kind, state, First(XdsType.Listener, []), names);
        Answer(kind, state, First(XdsType.Route, ["80"]), names);
        return state;

        StreamOutput First(XdsType type, string[] wanted) => kind == StreamKind.Delta
            ? state.OnRequest(new DeltaDiscoveryRequest { Node = new() { Id = "n" }, TypeUrl = type.TypeUrl, ResourceNamesSubscribe = { wanted } }, Now)
            : state.OnRequest(new DiscoveryRequest { Node = new() { Id = "n" }, TypeUrl = type.TypeUrl, ResourceNames = { wanted } }, Now);
    })];

    private static int Push(StreamKind kind, List<StreamState> all, XdsSnapshot world, string[] names) => all.Sum(x => Answer(kind, x, x.OnSnapshot(world, Now), names));

    /// <summary>Accepts all that comes, as a client does, and what comes of that.</summary>
    private static int Answer(StreamKind kind, StreamState state, StreamOutput output, string[] names)
    {
        var count = 0;
        foreach (var response in output.Responses)
        {
            count += 1 + Answer(kind, state, Accept(response), names);
        }
        return count;

        StreamOutput Accept(OutgoingResponse response) => kind == StreamKind.Delta
            ? state.OnRequest(new DeltaDiscoveryRequest { TypeUrl = response.Type.TypeUrl, ResponseNonce = response.Nonce }, Now)
            : state.OnRequest(
                new DiscoveryRequest
                {
                    TypeUrl = response.Type.TypeUrl,
                    ResponseNonce = response.Nonce,
                    VersionInfo = response.Version,
                    ResourceNames = { response.Type == XdsType.Endpoint ? names : response.Type == XdsType.Route ? ["80"] : [] },
                },
                Now);
    }

    private static XdsSnapshot WorldOf(string[] names) => XdsSnapshot.Empty
        .With(XdsResourceSet.Of(XdsType.Cluster, names.Select(x => Cluster(x, 1))))
        .With(XdsResourceSet.Of(XdsType.Endpoint, names.Select(x => Endpoints(x, 1))))
        .With(XdsResourceSet.Of(XdsType.Listener, [XdsResource.Pack(XdsType.Listener, "0.0.0.0_80", new Listener { Name = "0.0.0.0_80" })]))
        .With(XdsResourceSet.Of(XdsType.Route, [Route("80", names, 1)]));

    private static XdsResourceSet Replaced(XdsResourceSet set, string name, XdsResource by) => XdsResourceSet.Of(set.Type, set.All.Select(x => x.Name == name ? by : x));

    private static XdsResource Cluster(string name, int content) => XdsResource.Pack(XdsType.Cluster, name, new Cluster
    {
        Name = name,
        Type = Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new() { EdsConfig = new() { Ads = new() } },
        ConnectTimeout = new() { Seconds = content },
    });

    private static XdsResource Endpoints(string name, int content) => XdsResource.Pack(XdsType.Endpoint, name, new ClusterLoadAssignment
    {
        ClusterName = name,
        Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { Endpoint = new() { Address = new() { SocketAddress = new() { Address = "10.0.0.1", PortValue = (uint)content } } } } } } },
    });

    private static XdsResource Route(string name, string[] clusters, int content) => XdsResource.Pack(XdsType.Route, name, new RouteConfiguration
    {
        Name = name,
        MaxDirectResponseBodySizeBytes = (uint)content,
        VirtualHosts = { clusters.Select(x => new VirtualHost { Name = x, Domains = { x }, Routes = { new Route { Match = new() { Prefix = "/" }, Route_ = new() { Cluster = x } } } }) },
    });
}
