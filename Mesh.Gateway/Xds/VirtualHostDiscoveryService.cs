using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Route.V3.VirtualHostDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>VHDS on a stream of its own; it has no state-of-the-world variant.</summary>
[BindServiceMethod(typeof(VirtualHostDiscoveryService), nameof(Bind))]
public class VirtualHostDiscoveryService(DiscoveryCalls calls) : Contract.VirtualHostDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, VirtualHostDiscoveryService? service) =>
        DiscoveryMethods.BindDelta(binder, Contract.Descriptor, nameof(DeltaVirtualHosts));

    public virtual Task DeltaVirtualHosts(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.VirtualHost, requests, call);
}
