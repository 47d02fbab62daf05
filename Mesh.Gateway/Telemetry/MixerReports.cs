using Grpc.Core;
using Istio.Mixer.V1;
using Mesh.Core.Mixer;
using Mesh.Core.Telemetry;

namespace Mesh.Gateway.Telemetry;

/// <summary>Reports of Mixer's clients: proxies of Istio up to 1.7. Spec: istio.mixer.v1.Mixer.Report.</summary>
public sealed class MixerReports(TelemetryCalls calls)
{
    /// <exception cref="RpcException">The client knows words that are unknown here, or the message is none.</exception>
    public ReportResponse Take(ReportRequest request)
    {
        if (request.GlobalWordCount > GlobalDictionary.Words.Count)
        {
            // Which makes a client go back to the words that all releases know.
            throw new RpcException(new(StatusCode.Internal, $"the client's dictionary has {request.GlobalWordCount} words, {GlobalDictionary.Words.Count} are known here"));
        }
        using var stream = calls.Intake.Open(ReporterInfo.Nobody, null);
        try
        {
            foreach (var attributes in AttributeCoding.Decode(request)) stream.Add(MixerReportReader.Read(attributes, calls.Intake.Directory));
        }
        catch (FormatException e)
        {
            throw calls.Malformed(e);
        }
        return new();
    }
}
