using System.Net;
using System.Net.Sockets;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Core.Xds;
using Mesh.Gateway.Xds;
using Mesh.Tests.Fixtures;
using static Mesh.Tests.Fixtures.XdsSamples;
using AggregatedClient = Envoy.Service.Discovery.V3.AggregatedDiscoveryService.AggregatedDiscoveryServiceClient;
using ClusterClient = Envoy.Service.Cluster.V3.ClusterDiscoveryService.ClusterDiscoveryServiceClient;
using EndpointClient = Envoy.Service.Endpoint.V3.EndpointDiscoveryService.EndpointDiscoveryServiceClient;
using ExtensionConfigClient = Envoy.Service.Extension.V3.ExtensionConfigDiscoveryService.ExtensionConfigDiscoveryServiceClient;
using ListenerClient = Envoy.Service.Listener.V3.ListenerDiscoveryService.ListenerDiscoveryServiceClient;
using RouteClient = Envoy.Service.Route.V3.RouteDiscoveryService.RouteDiscoveryServiceClient;
using SecretClient = Envoy.Service.Secret.V3.SecretDiscoveryService.SecretDiscoveryServiceClient;
using VirtualHostClient = Envoy.Service.Route.V3.VirtualHostDiscoveryService.VirtualHostDiscoveryServiceClient;

namespace Mesh.Tests.Gateway.Xds;

/// <summary>Rules that live between the state machine and the client: services, statuses, flow, the end of streams.</summary>
public sealed class TransportRuleTests(XdsServer server) : XdsRules(server)
{
    private static readonly XdsSnapshot Small = Snapshot(Dns("a"), Endpoints("a"), Listener("l", "r"), Route("r", "a"), Secret("s"), Extension("e"));

    [Fact, Trait("Rule", "1")]
    public async Task A_typed_service_knows_its_type_and_refuses_another()
    {
        const string node = "sidecar~10.0.0.1~typed.default~default.svc.cluster.local";
        Server.Streams.SetWorld(node, Small);
        var worlds = new (XdsType Type, string Name, AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse> Call)[]
        {
            (XdsType.Cluster, "a", new ClusterClient(Server.Channel).StreamClusters()),
            (XdsType.Endpoint, "a", new EndpointClient(Server.Channel).StreamEndpoints()),
            (XdsType.Listener, "l", new ListenerClient(Server.Channel).StreamListeners()),
            (XdsType.Route, "r", new RouteClient(Server.Channel).StreamRoutes()),
            (XdsType.Secret, "s", new SecretClient(Server.Channel).StreamSecrets()),
            (XdsType.Extension, "e", new ExtensionConfigClient(Server.Channel).StreamExtensionConfigs()),
        };
        foreach (var (type, name, call) in worlds)
        {
            await call.RequestStream.WriteAsync(new() { Node = new() { Id = node }, ResourceNames = { name } });
            Assert.True(await call.ResponseStream.MoveNext(Patience()));
            Assert.Equal((type.TypeUrl, 1), (call.ResponseStream.Current.TypeUrl, call.ResponseStream.Current.Resources.Count));

            await call.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Name.TypeUrl });
            Assert.Equal(StatusCode.InvalidArgument, (await EndOf(call.ResponseStream)).StatusCode);
        }
    }

    [Fact, Trait("Rule", "1"), Trait("Rule", "70")]
    public async Task A_typed_delta_service_knows_its_type()
    {
        const string node = "sidecar~10.0.0.1~typed-delta.default~default.svc.cluster.local";
        Server.Streams.SetWorld(node, Small);
        var deltas = new (XdsType Type, string Name, AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> Call)[]
        {
            (XdsType.Cluster, "a", new ClusterClient(Server.Channel).DeltaClusters()),
            (XdsType.Endpoint, "a", new EndpointClient(Server.Channel).DeltaEndpoints()),
            (XdsType.Listener, "l", new ListenerClient(Server.Channel).DeltaListeners()),
            (XdsType.Route, "r", new RouteClient(Server.Channel).DeltaRoutes()),
            (XdsType.VirtualHost, "r/a", new VirtualHostClient(Server.Channel).DeltaVirtualHosts()),
            (XdsType.Secret, "s", new SecretClient(Server.Channel).DeltaSecrets()),
            (XdsType.Extension, "e", new ExtensionConfigClient(Server.Channel).DeltaExtensionConfigs()),
        };
        foreach (var (type, name, call) in deltas)
        {
            await call.RequestStream.WriteAsync(new() { Node = new() { Id = node }, ResourceNamesSubscribe = { name } });
            Assert.True(await call.ResponseStream.MoveNext(Patience()));
            Assert.Equal((type.TypeUrl, name), (call.ResponseStream.Current.TypeUrl, call.ResponseStream.Current.Resources.Single().Name));
            call.Dispose();
        }
    }

    [Fact, Trait("Rule", "5"), Trait("Rule", "1")]
    public async Task Nonsense_ends_its_own_stream_only()
    {
        await using var neighbour = Open(Over.Grpc, Delta, Small);
        await neighbour.Want(XdsType.Cluster);
        await neighbour.Receive();
        var garbage = new Method<byte[], byte[]>(
            MethodType.DuplexStreaming,
            "envoy.service.discovery.v3.AggregatedDiscoveryService",
            "DeltaAggregatedResources",
            Marshallers.Create(static x => x, static x => x),
            Marshallers.Create(static x => x, static x => x));
        using var call = Server.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(garbage, null, new CallOptions());

        await call.RequestStream.WriteAsync([0xFF, 0xFF, 0xFF]);

        Assert.Equal(StatusCode.InvalidArgument, (await EndOf(call.ResponseStream)).StatusCode);
        await neighbour.Wire.Set(Snapshot(Small, Dns("a", 2)));
        Assert.Equal(["a"], (await neighbour.Receive()).Names);
    }

    [Theory, InlineData(World), InlineData(Delta), Trait("Rule", "8")]
    public async Task Hundreds_of_streams_come_and_go_and_nothing_stays_behind(StreamKind kind)
    {
        for (var i = 0; i < 200; i++)
        {
            await using var client = Open(Over.Grpc, kind, Small);
            await client.Want(XdsType.Cluster);
            await client.Receive();
            if (i % 2 == 0)
            {
                await ((XdsGrpcWire)client.Wire).HalfClose();
                Assert.Equal(0, (await client.Wire.End()).Code);
            }
        }

        await Eventually(() => Server.Streams.Streams.Count == 0 && Server.Calls.OpenCalls == 0);
    }

    [Fact, Trait("Rule", "10")]
    public async Task A_stream_that_comes_before_the_state_is_loaded_is_refused()
    {
        Server.Streams.IsLoaded = false;
        try
        {
            await using var client = Open(Over.Grpc, Delta);
            Assert.Equal(((int)StatusCode.Unavailable, "server is not ready to serve discovery information"), await client.Wire.End());
        }
        finally
        {
            Server.Streams.IsLoaded = true;
        }
    }

    [Theory, InlineData(World), InlineData(Delta), Trait("Rule", "9")]
    public async Task A_shutdown_ends_streams_cleanly_and_none_before_its_first_response(StreamKind kind)
    {
        await using var server = new XdsServer { Options = XdsOptions.Default with { DrainTimeout = TimeSpan.FromMilliseconds(300) } };
        await server.InitializeAsync();
        await using var answered = new XdsClient(XdsGrpcWire.Aggregated(kind, server, "answered"), "answered");
        await using var waiting = new XdsClient(XdsGrpcWire.Aggregated(kind, server, "waiting"), "waiting");
        await using var forgotten = new XdsClient(XdsGrpcWire.Aggregated(kind, server, "forgotten"), "forgotten");
        server.Streams.SetWorld("answered", Small);
        foreach (var client in new[] { answered, waiting, forgotten }) await client.Want(XdsType.Cluster);
        await answered.Receive();
        await waiting.IsQuiet();
        await forgotten.IsQuiet();

        var stopping = server.Stop();

        Assert.Equal(0, (await answered.Wire.End()).Code);
        server.Streams.SetWorld("waiting", Small);
        Assert.Equal(["a"], (await waiting.Read()).Names);
        Assert.Equal(0, (await waiting.Wire.End()).Code);
        Assert.Equal((int)StatusCode.Unavailable, (await forgotten.Wire.End()).Code);
        await stopping;
    }

    [Fact, Trait("Rule", "12")]
    public async Task A_client_that_does_not_read_loses_its_stream_and_delays_nobody()
    {
        await using var server = new XdsServer { Options = XdsOptions.Default with { OutboxCapacity = 4 } };
        await server.InitializeAsync();
        using var sleeperChannel = server.Connect();
        using var sleeperCall = new AggregatedClient(sleeperChannel).DeltaAggregatedResources();
        await using var sleeper = new XdsClient(new XdsGrpcWire(server, "sleeper", sleeperCall), "sleeper");
        await using var neighbour = new XdsClient(XdsGrpcWire.Aggregated(Delta, server, "neighbour"), "neighbour");

        // Each answer is larger than all the windows between the server and a client that does not read.
        var large = Snapshot([.. Enumerable.Range(0, 40).Select(i => XdsResource.Pack(XdsType.Secret, $"s{i}", new Envoy.Extensions.TransportSockets.Tls.V3.Secret
        {
            Name = $"s{i}",
            GenericSecret = new() { Secret = new() { InlineBytes = ByteString.CopyFrom(new byte[1_000_000]) } },
        }))]);
        server.Streams.SetWorld("sleeper", large);
        server.Streams.SetWorld("neighbour", Small);
        for (var i = 0; i < 40; i++) await sleeper.Want(XdsType.Secret, [.. Enumerable.Range(0, i + 1).Select(x => $"s{x}")]);

        await neighbour.Want(XdsType.Cluster);
        Assert.Equal(["a"], (await neighbour.Receive()).Names);
        await Eventually(() => server.Streams.Streams.All(x => x.NodeId != "sleeper"));
        Assert.Equal((int)StatusCode.ResourceExhausted, (await sleeper.Wire.End()).Code);
    }

    [Fact, Trait("Rule", "13")]
    public async Task A_silent_connection_is_pinged()
    {
        await using var server = new XdsServer { Options = XdsOptions.Default with { PingAfter = TimeSpan.FromSeconds(1) } };
        await server.InitializeAsync();
        using var socket = new TcpClient();
        var port = new Uri(server.Address).Port;
        await socket.ConnectAsync(IPAddress.Loopback, port, Patience());
        var stream = socket.GetStream();
        await stream.WriteAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray(), Patience());
        await stream.WriteAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 }, Patience());

        Assert.Equal(6, await FirstFrameThatIsNot([4, 8], stream));
    }

    [Fact, Trait("Rule", "56")]
    public void The_limit_of_a_request_is_stated() => Assert.Equal(16 * 1024 * 1024, XdsOptions.Default.MaxRequestBytes);

    private static async Task<int> FirstFrameThatIsNot(int[] known, NetworkStream stream)
    {
        var header = new byte[9];
        while (true)
        {
            await stream.ReadExactlyAsync(header, Patience());
            if (!known.Contains(header[3])) return header[3];
            await stream.ReadExactlyAsync(new byte[(header[0] << 16) | (header[1] << 8) | header[2]], Patience());
        }
    }

    private static async Task<Status> EndOf<T>(IAsyncStreamReader<T> responses)
    {
        try
        {
            while (await responses.MoveNext(Patience())) continue;
            return Status.DefaultSuccess;
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    private static async Task Eventually(Func<bool> condition)
    {
        var patience = Patience();
        while (!condition()) await Task.Delay(5, patience);
    }

    private static CancellationToken Patience() => new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;
}
