using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Discovery.V3.AggregatedDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>Every type on one stream, in an order that breaks nothing.</summary>
[BindServiceMethod(typeof(AggregatedDiscoveryService), nameof(Bind))]
public class AggregatedDiscoveryService(DiscoveryCalls calls) : Contract.AggregatedDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, AggregatedDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamAggregatedResources), nameof(DeltaAggregatedResources));

    public virtual Task StreamAggregatedResources(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(null, requests, call);

    public virtual Task DeltaAggregatedResources(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(null, requests, call);
}
