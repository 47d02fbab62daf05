using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Features;

/// <summary>The control plane from its start to its end, with a client on the wire.</summary>
public sealed class ServeTests
{
    private static readonly string Bookinfo = Path.Combine(Repository.Root, "samples/bookinfo");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_it_loaded_what_it_refused_and_where_it_listens()
    {
        var folder = Directory.CreateTempSubdirectory("serve-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "cart.yaml"), """
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart, namespace: shop}
            spec: {host: cart, trafficPolicy: {loadBalancer: {simple: ROUND_ROBBIN}}}
            """, Cancel);

        await using var serve = ServeProcess.Start(folder.FullName);
        await serve.UntilReady();

        Assert.Contains("1 Namespace", serve.Output, StringComparison.Ordinal);
        Assert.Matches(@"Refused DestinationRule shop/cart \(.*cart\.yaml:\d+\): spec\.trafficPolicy\.loadBalancer\.simple: .*ROUND_ROBIN", serve.Output);
        Assert.Contains($"127.0.0.1:{serve.XdsPort}", serve.Output, StringComparison.Ordinal);
        Assert.Contains("DestinationRule shop/cart", await serve.Http.GetStringAsync("/debug/", Cancel), StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_port_in_use_is_told_with_its_cure()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await using var serve = ServeProcess.Start(Bookinfo, ((IPEndPoint)other.LocalEndpoint).Port, ServeProcess.FreePort());

        Assert.Equal(1, await serve.ExitCode());
        Assert.Matches("Cannot start: .*address already in use.* --xds-listen", serve.Output);
    }

    [Fact]
    public async Task An_address_that_others_reach_needs_a_word()
    {
        await using var serve = ServeProcess.Start(Bookinfo, "--xds-address", "0.0.0.0:1");

        Assert.NotEqual(0, await serve.ExitCode());
    }

    [Fact]
    public async Task It_ends_its_streams_in_order_and_itself()
    {
        await using var serve = ServeProcess.Start(Bookinfo);
        await serve.UntilReady();
        using var channel = Channel(serve);
        using var stream = Client(channel);
        await Ask(stream, XdsType.Cluster, "*");
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));

        serve.Terminate();

        Assert.False(await stream.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.OK, stream.GetStatus().StatusCode);
        Assert.Equal(0, await serve.ExitCode());
    }

    [Fact]
    public async Task Pages_tell_what_a_proxy_was_sent_and_hide_its_secrets()
    {
        await using var serve = ServeProcess.Start(Bookinfo, "--insecure-trust-loopback");
        await serve.UntilReady();
        using var channel = Channel(serve);
        using var stream = Client(channel);

        await Ask(stream, XdsType.Cluster, "*");
        await Answer(stream);
        await Ask(stream, XdsType.Secret, "default", "ROOTCA");
        await Answer(stream);

        var sync = JsonDocument.Parse(await serve.Http.GetStringAsync("/debug/syncz", Cancel)).RootElement[0];
        Assert.Equal(["CDS", "SDS"], sync.GetProperty("types").EnumerateArray().Select(x => x.GetProperty("type").GetString()!));
        var dump = await serve.Http.GetStringAsync("/debug/config_dump?proxyID=reviews-v1", Cancel);
        Assert.Contains("outbound|9080||reviews.default.svc.cluster.local", dump, StringComparison.Ordinal);
        Assert.Contains("[redacted]", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("inlineBytes", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", serve.Output, StringComparison.Ordinal);
        Assert.Contains("pilot_xds{", await serve.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_not_answered_on_the_port_of_proxies()
    {
        await using var serve = ServeProcess.Start(Bookinfo);
        await serve.UntilReady();
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{serve.XdsPort}"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        foreach (var page in new[] { "/debug/syncz", "/metrics", "/ready", "/debug/" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(page, Cancel)).StatusCode);
        }
    }

    private static GrpcChannel Channel(ServeProcess serve) => GrpcChannel.ForAddress($"http://127.0.0.1:{serve.XdsPort}");

    private static AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> Client(GrpcChannel channel) =>
        new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).DeltaAggregatedResources(cancellationToken: Cancel);

    private static Task Ask(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream, XdsType type, params string[] names)
    {
        var request = new DeltaDiscoveryRequest
        {
            TypeUrl = type.TypeUrl,
            Node = new Node
            {
                Id = "sidecar~10.244.0.21~reviews-v1-abc.default~default.svc.cluster.local",
                Metadata = new Struct { Fields = { ["NAMESPACE"] = Value.ForString("default"), ["SERVICE_ACCOUNT"] = Value.ForString("reviews") } },
            },
        };
        request.ResourceNamesSubscribe.AddRange(names);
        return stream.RequestStream.WriteAsync(request, Cancel);
    }

    private static async Task Answer(AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse> stream)
    {
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));
        var response = stream.ResponseStream.Current;
        await stream.RequestStream.WriteAsync(new DeltaDiscoveryRequest { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce }, Cancel);
    }
}
