using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Endpoint.V3.EndpointDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>EDS on a stream of its own.</summary>
[BindServiceMethod(typeof(EndpointDiscoveryService), nameof(Bind))]
public class EndpointDiscoveryService(DiscoveryCalls calls) : Contract.EndpointDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, EndpointDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamEndpoints), nameof(DeltaEndpoints));

    public virtual Task StreamEndpoints(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Endpoint, requests, call);

    public virtual Task DeltaEndpoints(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Endpoint, requests, call);
}
