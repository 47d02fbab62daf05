using Grpc.Core;
using Istio.Mixer.V1;
using Mesh.Gateway.Policy;

namespace Mesh.Gateway.Telemetry;

/// <summary>Mixer, as proxies of Istio up to 1.7 know it.</summary>
public sealed class MixerService(MixerReports reports, MixerChecks checks) : Mixer.MixerBase
{
    public override Task<CheckResponse> Check(CheckRequest request, ServerCallContext context) => checks.Check(request);

    public override Task<ReportResponse> Report(ReportRequest request, ServerCallContext context) => Task.FromResult(reports.Take(request));
}
