using Envoy.Service.Metrics.V3;
using Grpc.Core;
using Contract = Envoy.Service.Metrics.V3.MetricsService;

namespace Mesh.Gateway.Telemetry;

/// <summary>Envoy's own statistics. Spec: envoy.service.metrics.v3. What is kept of them: <see cref="ProxyStats"/>.</summary>
public sealed class MetricsService(TelemetryCalls calls, ProxyStats stats) : Contract.MetricsServiceBase
{
    public override async Task<StreamMetricsResponse> StreamMetrics(IAsyncStreamReader<StreamMetricsMessage> requestStream, ServerCallContext context)
    {
        var caller = await calls.CallerOf(context);
        string? proxy = null;
        try
        {
            await foreach (var message in calls.Read(requestStream, context))
            {
                proxy ??= calls.ReporterOf(message.Identifier?.Node, caller).Proxy?.Id
                    ?? throw calls.Malformed(new("the first message of a stream must carry the node of a proxy"));
                stats.Take(proxy, message.EnvoyMetrics);
            }
        }
        finally
        {
            if (proxy is not null) stats.Forget(proxy);
        }
        return new();
    }
}
