using Envoy.Service.LoadStats.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Mesh.Core.Telemetry;
using Contract = Envoy.Service.LoadStats.V3.LoadReportingService;

namespace Mesh.Gateway.Telemetry;

/// <summary>
/// Load reports. Spec: envoy.service.load_stats.v3. Those of gRPC applications count as their traffic; an Envoy's would count again what its access log
/// tells, so they are taken and not summed.
/// </summary>
public sealed class LoadReportingService(TelemetryCalls calls) : Contract.LoadReportingServiceBase
{
    private static readonly Duration Interval = Duration.FromTimeSpan(TimeSpan.FromSeconds(5));

    public override async Task StreamLoadStats(IAsyncStreamReader<LoadStatsRequest> requestStream, IServerStreamWriter<LoadStatsResponse> responseStream, ServerCallContext context)
    {
        var caller = await calls.CallerOf(context);
        ReporterInfo? reporter = null;
        using var stream = calls.Intake.Open(ReporterInfo.Nobody, null);
        await foreach (var report in calls.Read(requestStream, context))
        {
            if (reporter is null)
            {
                reporter = calls.ReporterOf(report.Node, caller);
                await responseStream.WriteAsync(new() { SendAllClusters = true, LoadReportingInterval = Interval });
            }
            calls.Metrics.LoadReported();
            if (reporter.Proxy?.IsProxyless != true) continue;
            foreach (var (series, count) in report.ClusterStats.SelectMany(x => LoadReportReader.Read(x, reporter, calls.Intake.Directory)))
            {
                stream.Add(new RequestObserved(series, new() { Requests = count }));
            }
        }
    }
}
