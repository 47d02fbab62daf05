using Mesh.Actors.Connections;
using Mesh.Core.Xds;
using Mesh.Gateway.Xds;
using Prometheus;

namespace Mesh.Tests.Gateway.Xds;

public sealed class XdsMetricsTests
{
    private static readonly StreamPeer Peer = new(null);

    [Fact, Trait("Rule", "26")]
    public async Task What_happens_on_streams_is_counted_under_istios_names()
    {
        var registry = Metrics.NewCustomRegistry();
        var metrics = new XdsMetrics(registry, "1.2.3");

        metrics.Opened(Peer, StreamKind.Delta);
        metrics.Observe(Peer, "node", new StreamFact.Sent(XdsType.Cluster, "1", "v", Resources: 3, Removed: 0, Bytes: 20_000, Asked: true));
        metrics.Observe(Peer, "node", new StreamFact.Nacked(NackOf(XdsType.Cluster)));
        metrics.Observe(Peer, "node", new StreamFact.StaleNonce(XdsType.Route, "0"));

        var text = await Text(registry);
        Assert.Contains("pilot_xds{version=\"1.2.3\"} 1", text);
        Assert.Contains("pilot_xds_pushes{type=\"cds\"} 1", text);
        Assert.Contains("pilot_total_xds_rejects{type=\"cds\"} 1", text);
        Assert.Contains("pilot_xds_cds_reject{node=\"node\",err=\"InvalidArgument\"} 1", text);
        Assert.Contains("pilot_xds_expired_nonce{type=\"rds\"} 1", text);
        Assert.Contains("pilot_xds_config_size_bytes_count{type=\"cds\"} 1", text);
    }

    [Fact]
    public async Task A_node_that_accepts_again_leaves_no_series_behind()
    {
        var registry = Metrics.NewCustomRegistry();
        var metrics = new XdsMetrics(registry, "1.2.3");
        metrics.Observe(Peer, "node", new StreamFact.Nacked(NackOf(XdsType.Listener)));
        metrics.Observe(Peer, "node", new StreamFact.Nacked(NackOf(XdsType.Listener) with { Code = 13 }));

        metrics.Observe(Peer, "node", new StreamFact.Acked(XdsType.Listener, "2", "v", TimeSpan.FromMilliseconds(3)));

        Assert.DoesNotContain("node=", await Text(registry));
    }

    private static Nack NackOf(XdsType type) => new(type, "1", "v", NameSet.Empty, [], Code: 3, Words: "bad", Origins: [], DateTimeOffset.UnixEpoch);

    private static async Task<string> Text(CollectorRegistry registry)
    {
        using var stream = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(stream, TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
