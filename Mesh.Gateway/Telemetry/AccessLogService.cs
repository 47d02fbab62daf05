using Envoy.Service.Accesslog.V3;
using Grpc.Core;
using Contract = Envoy.Service.Accesslog.V3.AccessLogService;

namespace Mesh.Gateway.Telemetry;

/// <summary>Envoy's access logs. Spec: envoy.service.accesslog.v3. Messages are read as bytes, see <see cref="AccessLogStream"/>.</summary>
[BindServiceMethod(typeof(AccessLogService), nameof(Bind))]
public class AccessLogService(TelemetryCalls calls) : Contract.AccessLogServiceBase
{
    public static void Bind(ServiceBinderBase binder, AccessLogService? service) => binder.AddMethod(
        new Method<RawMessage, StreamAccessLogsResponse>(
            MethodType.ClientStreaming, Contract.Descriptor.FullName, nameof(StreamAccessLogs), RawMessage.Marshaller, RawMessage.Generated(StreamAccessLogsResponse.Parser)),
        (ClientStreamingServerMethod<RawMessage, StreamAccessLogsResponse>?)null);

    public virtual async Task<StreamAccessLogsResponse> StreamAccessLogs(IAsyncStreamReader<RawMessage> requests, ServerCallContext call)
    {
        using var stream = new AccessLogStream(calls, await calls.CallerOf(call));
        await foreach (var message in calls.Read(requests, call))
        {
            using (message) stream.Take(message.Bytes);
        }
        return new();
    }
}
