using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Tracing = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>What is told about one side of the traffic: as client or as server.</summary>
/// <param name="Tracing">null: no spans.</param>
/// <param name="UseRequestId">Whether a request's id tells if it is traced.</param>
public sealed record SideTelemetry(AccessLogSet Logs, Tracing? Tracing, bool UseRequestId)
{
    public static SideTelemetry Of(ListenerTraits traits, WorkloadMode side)
    {
        var plan = TracingPlan.Of(traits.Telemetry, traits.Mesh.Value, side);
        return new(ProviderLogs.Of(traits.Telemetry, traits.Mesh.Value, side), TracingSettings.Of(traits, plan), plan is null || plan.Disabled || plan.UseRequestId);
    }
}
