using Grpc.Core;
using Mesh.Core.Telemetry;
using Opentelemetry.Proto.Collector.Logs.V1;

namespace Mesh.Gateway.Telemetry;

/// <summary>Access logs as OpenTelemetry's. Spec: opentelemetry.proto.collector.logs.v1. Records that tell of no request are let go and counted.</summary>
public sealed class OtlpLogsService(TelemetryCalls calls) : LogsService.LogsServiceBase
{
    public override async Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context)
    {
        using var stream = calls.Intake.Open(calls.ReporterOf(null, await calls.CallerOf(context)), null);
        foreach (var record in request.ResourceLogs.SelectMany(x => x.ScopeLogs).SelectMany(x => x.LogRecords))
        {
            if (OtlpLogReader.Read(record) is not { } read) calls.Metrics.Malformed();
            else stream.Add(read.Facts, read.Measures);
        }
        return new();
    }
}
