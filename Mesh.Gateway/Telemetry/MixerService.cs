using Grpc.Core;
using Istio.Mixer.V1;
using Mesh.Gateway.Policy;

namespace Mesh.Gateway.Telemetry;

/// <summary>Mixer, as proxies of Istio up to 1.7 know it.</summary>
public sealed class MixerService(MixerReports reports, MixerChecks checks, TelemetryCalls calls) : Mixer.MixerBase
{
    public override async Task<CheckResponse> Check(CheckRequest request, ServerCallContext context)
    {
        await calls.CallerOf(context);
        return await checks.Check(request);
    }

    public override async Task<ReportResponse> Report(ReportRequest request, ServerCallContext context)
    {
        await calls.CallerOf(context);
        return reports.Take(request);
    }
}
