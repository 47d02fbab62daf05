using Grpc.Core;
using Istio.Mixer.V1;

namespace Mesh.Gateway.Telemetry;

/// <summary>Mixer, as proxies of Istio up to 1.7 know it.</summary>
public sealed class MixerService(MixerReports reports) : Mixer.MixerBase
{
    public override Task<ReportResponse> Report(ReportRequest request, ServerCallContext context) => Task.FromResult(reports.Take(request));
}
