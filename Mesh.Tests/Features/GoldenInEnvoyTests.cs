using System.Diagnostics;
using Mesh.Core.Translation;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Features;

/// <summary>
/// What we send each proxy of the conformance data is to Envoy's liking: an Envoy is told one proxy's world after the other, in a network of its own where it
/// may bind what it is told to. Golden files say that we send the right thing; here Envoy says that it can be taken.
/// </summary>
public sealed class GoldenInEnvoyTests
{
    /// <summary>Clusters that an agent's bootstrap would have.</summary>
    private static readonly string[] OfBootstrap = ["sds-grpc", "envoy_accesslog_service", "zipkin", "agent", "prometheus_stats"];

    /// <summary>In a world that follows another, Envoy may still wait for something of the one before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Areas => ["clusters-0", "clusters-1", "listeners-", "routing-", "security-"];

    [Theory]
    [MemberData(nameof(Areas))]
    public async Task Envoy_takes_all_that_proxies_of_the_conformance_data_are_sent(string area)
    {
        Requirements.Demand();
        var rows = new Queue<ConformanceRow>(ConformanceData.Rows("istiod").Where(x => x.Case.StartsWith(area, StringComparison.Ordinal)));
        if (rows.Count == 0) Assert.Skip(ConformanceData.Absent);
        var refused = new List<string>();
        while (rows.Count > 0) await Judge(rows, refused);
        Assert.True(refused.Count == 0, string.Join('\n', refused));
    }

    [Fact]
    public async Task And_it_says_so_when_it_cannot_take_one()
    {
        Requirements.Demand();
        var socket = Path.Combine(Directory.CreateTempSubdirectory("golden-").FullName, "xds.sock");
        await using var server = await PlainAds.Start(socket);
        using var envoy = Start(Bootstrap(socket));
        var broken = new Envoy.Config.Cluster.V3.Cluster { Name = "broken", Type = Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType.Static, LbPolicy = Envoy.Config.Cluster.V3.Cluster.Types.LbPolicy.ClusterProvided };

        var refused = await server.Show([XdsResource.Pack(XdsType.Cluster, "broken", broken)], TestContext.Current.CancellationToken);

        Assert.StartsWith("CDS ", Assert.Single(refused));
        envoy.Kill(entireProcessTree: true);
        await envoy.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Shows one world after the other to one Envoy, as long as it answers. A world without an answer is shown once more, to an Envoy that has seen no other.</summary>
    private static async Task Judge(Queue<ConformanceRow> rows, List<string> refused)
    {
        var directory = Directory.CreateTempSubdirectory("golden-");
        var socket = Path.Combine(directory.FullName, "xds.sock");
        await using var server = await PlainAds.Start(socket);
        using var envoy = Start(Bootstrap(socket));
        try
        {
            for (var isFirst = true; rows.TryPeek(out var row); isFirst = false)
            {
                var answer = await Answer(server, row, isFirst ? LastPatience : Patience);
                if (answer is null && !isFirst) return;
                refused.AddRange((answer ?? [$"no word within {LastPatience.TotalSeconds} s"]).Select(x => $"{row.Name}: {x}"));
                rows.Dequeue();
                if (answer is null) return;
            }
        }
        finally
        {
            if (!envoy.HasExited) envoy.Kill(entireProcessTree: true);
            await envoy.WaitForExitAsync(CancellationToken.None);
            directory.Delete(recursive: true);
        }
    }

    /// <returns>What is refused; null when there is no answer.</returns>
    private static async Task<IReadOnlyList<string>?> Answer(PlainAds server, ConformanceRow row, TimeSpan patience)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(patience);
        var proxy = GoldenProxy.Read(Path.Combine(row.Folder, "proxies", $"{row.Proxy}.json"));
        var world = Generator.Generate(new ProxyContext(GoldenGenerator.Model(Path.Combine(row.Folder, "config"), Path.Combine(row.Folder, "mesh.yaml")), proxy));
        var all = world.Clusters.Concat(world.Endpoints).Concat(world.Listeners).Concat(world.Routes).Concat(world.Extensions).Select(x => x.Packed);
        try
        {
            return await server.Show(all, limit.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException && !TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Addresses of pods are bound although no pod is there.</summary>
    private static Process Start(string bootstrap) => Command.Start("unshare",
    [
        "--net", "sh", "-c",
        "ip link set lo up && echo 1 > /proc/sys/net/ipv4/ip_nonlocal_bind && echo 1 > /proc/sys/net/ipv6/ip_nonlocal_bind; exec \"$0\" --config-yaml \"$1\" --disable-hot-restart --concurrency 1 --log-level off",
        Requirements.Envoy!, bootstrap,
    ]);

    private static string Bootstrap(string socket) => $$"""
        node: {id: "sidecar~10.0.0.1~golden.default~default.svc.cluster.local", cluster: golden}
        dynamic_resources:
          ads_config:
            api_type: GRPC
            transport_api_version: V3
            grpc_services: [{envoy_grpc: {cluster_name: xds} }]
          cds_config: {ads: {}, resource_api_version: V3}
          lds_config: {ads: {}, resource_api_version: V3}
        static_resources:
          clusters:
        {{string.Join('\n', OfBootstrap.Select(x => Cluster(x, x == "sds-grpc" ? socket : "/nowhere")))}}
        {{Cluster("xds", socket)}}
        """;

    private static string Cluster(string name, string socket) => $$"""
          - name: {{name}}
            type: STATIC
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {} }
            load_assignment: {cluster_name: {{name}}, endpoints: [{lb_endpoints: [{endpoint: {address: {pipe: {path: "{{socket}}"} } } }]}]}
        """;
}
