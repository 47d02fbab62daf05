using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Service.Accesslog.V3;
using Envoy.Service.LoadStats.V3;
using Envoy.Service.Metrics.V3;
using Grpc.Core;
using Io.Prometheus.Client;
using Istio.Mixer.V1;
using Mesh.Core.Mixer;
using Mesh.Core.Telemetry;
using Mesh.Persistence.Store;
using Mesh.Persistence.Telemetry;
using Mesh.Tests.Core.Telemetry;
using Mesh.Tests.Persistence;
using Microsoft.Extensions.Logging.Abstractions;
using Opentelemetry.Proto.Collector.Logs.V1;
using Opentelemetry.Proto.Common.V1;
using Opentelemetry.Proto.Logs.V1;
using AccessLogs = Envoy.Service.Accesslog.V3.AccessLogService;

namespace Mesh.Tests.Gateway.Telemetry;

public sealed class TelemetryServiceTests
{
    private static readonly Node Web = new() { Id = $"sidecar~{TrafficMesh.WebIp}~web-7d4b9c-xk2p4.shop~shop.svc.cluster.local" };

    [Fact]
    public async Task Access_logs_of_many_streams_are_counted_to_the_last_one()
    {
        await using var server = await TelemetryServer.Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Send(server, messages: 50, entries: 20)));
        await server.Flush();

        Assert.Equal(8_000, (await server.Stored()).Series.Sum(x => x.Sums.Requests));
        Assert.Equal(8_000, server.Metrics.Snapshot().Sum(x => x.Sums.Requests));
    }

    [Fact]
    public async Task A_stream_without_a_node_is_told_so()
    {
        await using var server = await TelemetryServer.Start();
        using var call = new AccessLogs.AccessLogServiceClient(server.Channel).StreamAccessLogs();
        await call.RequestStream.WriteAsync(new() { HttpLogs = new() { LogEntry = { TrafficMesh.Outgoing() } } });

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await call.ResponseAsync);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("identifier", refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orderly_end_loses_nothing_that_had_arrived()
    {
        await using var server = await TelemetryServer.Start();
        using var call = new AccessLogs.AccessLogServiceClient(server.Channel).StreamAccessLogs();
        for (var i = 0; i < 100; i++) await call.RequestStream.WriteAsync(Message(10));

        await server.Stop();

        await call.ResponseAsync;
        Assert.Equal(1_000, (await server.Stored()).Series.Sum(x => x.Sums.Requests));
    }

    [Fact]
    public async Task A_redis_that_is_killed_under_load_costs_no_record_and_doubles_none()
    {
        await using var redis = await RedisServer.Start();
        await using var store = await MeshStore.Open(Stores.At(redis.Configuration), NullLoggerFactory.Instance);
        await using var server = await TelemetryServer.Start(new RedisTelemetryStore(store.Redis, TimeProvider.System));
        var sending = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send(server, messages: 100, entries: 10, pause: TimeSpan.FromMilliseconds(20))));

        await Task.Delay(500, TestContext.Current.CancellationToken);
        await redis.Kill();
        await Task.Delay(700, TestContext.Current.CancellationToken);
        await redis.Start();
        await sending;
        await server.Flush();

        Assert.Equal(4_000, (await server.Stored()).Series.Sum(x => x.Sums.Requests));
    }

    [Fact]
    public async Task OpenTelemetry_logs_with_Istios_labels_are_counted()
    {
        await using var server = await TelemetryServer.Start();
        var record = new LogRecord();
        foreach (var (name, value) in new[] { ("method", "GET"), ("response_code", "503"), ("response_flags", "UF"), ("upstream_cluster", $"outbound|80||{TrafficMesh.CartHost};"), ("duration", "12"), ("bytes_sent", "77") })
        {
            record.Attributes.Add(new Opentelemetry.Proto.Common.V1.KeyValue { Key = name, Value = new AnyValue { StringValue = value } });
        }

        await new LogsService.LogsServiceClient(server.Channel).ExportAsync(new() { ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { record, new LogRecord() } } } } } });
        await server.Flush();

        var series = Assert.Single((await server.Stored()).Series);
        Assert.Equal(("503", "UF", TrafficMesh.CartHost), (series.Series.Code, series.Series.Flags, series.Series.Edge.Service));
        Assert.Equal(12_000, series.Sums.Of(Aggregations.Duration)[^1]);
    }

    [Fact]
    public async Task Mixers_reports_are_counted()
    {
        await using var server = await TelemetryServer.Start();
        var first = AttributeCoding.Encode(new(new Dictionary<string, object>
        {
            ["context.reporter.kind"] = "outbound",
            ["context.protocol"] = "http",
            ["source.workload.name"] = "web",
            ["source.workload.namespace"] = "shop",
            ["destination.workload.name"] = "cart",
            ["destination.workload.namespace"] = "shop",
            ["destination.service.host"] = TrafficMesh.CartHost,
            ["response.code"] = 200L,
        }));
        var report = new ReportRequest { Attributes = { first, new CompressedAttributes(), new CompressedAttributes() }, GlobalWordCount = 221 };

        await new Istio.Mixer.V1.Mixer.MixerClient(server.Channel).ReportAsync(report);
        await server.Flush();

        var series = Assert.Single((await server.Stored()).Series);
        Assert.Equal((3, "web", "cart"), (series.Sums.Requests, series.Series.Edge.Source.Workload, series.Series.Edge.Destination.Workload));
    }

    [Fact]
    public async Task A_client_of_Mixer_that_knows_more_words_is_told_so()
    {
        await using var server = await TelemetryServer.Start();

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new Istio.Mixer.V1.Mixer.MixerClient(server.Channel).ReportAsync(new() { GlobalWordCount = 300 }));

        Assert.Equal(StatusCode.Internal, refused.StatusCode);
    }

    [Fact]
    public async Task Load_reports_of_gRPC_applications_are_their_traffic()
    {
        await using var server = await TelemetryServer.Start();
        using var call = new LoadReportingService.LoadReportingServiceClient(server.Channel).StreamLoadStats();
        await call.RequestStream.WriteAsync(new() { Node = new() { Id = Web.Id.Replace("sidecar", "proxyless", StringComparison.Ordinal) } });
        Assert.True(await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.True(call.ResponseStream.Current.SendAllClusters);

        await call.RequestStream.WriteAsync(new()
        {
            ClusterStats = { new ClusterStats { ClusterName = $"outbound|80||{TrafficMesh.CartHost}", UpstreamLocalityStats = { new UpstreamLocalityStats { TotalSuccessfulRequests = 9, TotalErrorRequests = 1 } } } },
        });
        await call.RequestStream.CompleteAsync();
        while (await call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
        }
        await server.Flush();

        Assert.Equal([("0", 9), ("2", 1)], (await server.Stored()).Series.Select(x => (x.Series.GrpcStatus, (int)x.Sums.Requests)).Order());
    }

    [Fact]
    public async Task Proxies_say_how_they_are()
    {
        await using var server = await TelemetryServer.Start();
        using var call = new MetricsService.MetricsServiceClient(server.Channel).StreamMetrics();

        await call.RequestStream.WriteAsync(new()
        {
            Identifier = new() { Node = Web },
            EnvoyMetrics = { new MetricFamily { Name = "server.memory_allocated", Metric = { new Metric { Gauge = new() { Value = 5_000_000 } } } }, new MetricFamily { Name = "cluster.some.thing" } },
        });

        await Fixtures.Pods.Eventually.Get("the proxy is known", TimeSpan.FromSeconds(10), () => Task.FromResult(server.Stats.All), x => x.Count == 1);
        Assert.Equal(5_000_000, Assert.Single(Assert.Single(server.Stats.All).Values).Value);
    }

    private static StreamAccessLogsMessage Message(int entries, bool withNode = true)
    {
        var message = new StreamAccessLogsMessage { HttpLogs = new() };
        if (withNode) message.Identifier = new() { Node = Web, LogName = "http_envoy_accesslog" };
        for (var i = 0; i < entries; i++) message.HttpLogs.LogEntry.Add(TrafficMesh.Outgoing(milliseconds: i));
        return message;
    }

    private static async Task Send(TelemetryServer server, int messages, int entries, TimeSpan pause = default)
    {
        using var call = new AccessLogs.AccessLogServiceClient(server.Channel).StreamAccessLogs();
        for (var i = 0; i < messages; i++)
        {
            await call.RequestStream.WriteAsync(Message(entries, withNode: i == 0));
            if (pause > TimeSpan.Zero) await Task.Delay(pause);
        }
        await call.RequestStream.CompleteAsync();
        await call.ResponseAsync;
    }
}
