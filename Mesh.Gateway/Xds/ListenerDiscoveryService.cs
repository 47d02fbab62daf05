using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Listener.V3.ListenerDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>LDS on a stream of its own.</summary>
[BindServiceMethod(typeof(ListenerDiscoveryService), nameof(Bind))]
public class ListenerDiscoveryService(DiscoveryCalls calls) : Contract.ListenerDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, ListenerDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamListeners), nameof(DeltaListeners));

    public virtual Task StreamListeners(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Listener, requests, call);

    public virtual Task DeltaListeners(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Listener, requests, call);
}
