using Mesh.Core.Telemetry;

namespace Mesh.Tests.Core.Telemetry;

public sealed class IstioMetricsTests
{
    [Fact]
    public async Task Series_have_Istios_names_and_labels()
    {
        var text = await Write((Series.Of("cart"), Series.Requests(3)));

        Assert.Contains(
            "istio_requests_total{reporter=\"source\",source_workload=\"web\",source_workload_namespace=\"shop\",source_principal=\"spiffe://cluster.local/ns/shop/sa/web\",source_app=\"web\",source_version=\"v1\","
            + "source_canonical_service=\"web\",source_canonical_revision=\"v1\",source_cluster=\"Kubernetes\",destination_workload=\"cart\",destination_workload_namespace=\"shop\","
            + "destination_principal=\"spiffe://cluster.local/ns/shop/sa/cart\",destination_app=\"cart\",destination_version=\"v1\",destination_canonical_service=\"cart\",destination_canonical_revision=\"v1\","
            + "destination_cluster=\"Kubernetes\",destination_service=\"cart\",destination_service_name=\"cart\",destination_service_namespace=\"shop\",request_protocol=\"http\",response_code=\"200\","
            + "grpc_response_status=\"\",response_flags=\"-\",connection_security_policy=\"unknown\"} 3\n", text);
    }

    [Fact]
    public async Task Buckets_are_cumulative_and_sums_are_in_milliseconds()
    {
        var text = await Write((Series.Of("cart"), Series.Requests(3, milliseconds: 20)));

        Assert.Matches("istio_request_duration_milliseconds_bucket\\{.*,le=\"10\"\\} 0\n", text);
        Assert.Matches("istio_request_duration_milliseconds_bucket\\{.*,le=\"25\"\\} 3\n", text);
        Assert.Matches("istio_request_duration_milliseconds_bucket\\{.*,le=\"\\+Inf\"\\} 3\n", text);
        Assert.Matches("istio_request_duration_milliseconds_sum\\{.*\\} 60\n", text);
        Assert.Matches("istio_request_duration_milliseconds_count\\{.*\\} 3\n", text);
    }

    [Fact]
    public async Task Connections_have_no_response_code()
    {
        var text = await Write((Series.Of("cart", protocol: "tcp"), Series.Connections(2)));

        var line = Assert.Single(text.Split('\n'), x => x.StartsWith("istio_tcp_connections_opened_total{", StringComparison.Ordinal));
        Assert.EndsWith(" 2", line, StringComparison.Ordinal);
        Assert.DoesNotContain("response_code", line, StringComparison.Ordinal);
        Assert.DoesNotContain("istio_requests_total{", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_can_not_break_out_of_its_label()
    {
        var text = await Write((Series.Of("ca\"rt\n\\"), Series.Requests(1)));

        Assert.Contains("destination_service=\"ca\\\"rt\\n\\\\\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_that_nothing_happens_to_is_dropped()
    {
        var metrics = new MemberMetrics(TimeSpan.FromMinutes(15));
        var start = DateTimeOffset.FromUnixTimeSeconds(1_000_000);
        metrics.Add(Series.Of("cart"), Series.Requests(1), start);
        metrics.Add(Series.Of("web"), Series.Requests(1), start + TimeSpan.FromMinutes(10));

        var dropped = metrics.DropStale(start + TimeSpan.FromMinutes(16));

        Assert.Equal([Series.Of("cart")], dropped);
        Assert.Equal(1, metrics.Count);
    }

    private static async Task<string> Write(params (SeriesKey, Sums)[] series)
    {
        var output = new StringWriter();
        await IstioMetrics.Write(series, output);
        return output.ToString();
    }
}
