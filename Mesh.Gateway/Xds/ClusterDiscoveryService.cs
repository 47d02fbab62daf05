using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Cluster.V3.ClusterDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>CDS on a stream of its own.</summary>
[BindServiceMethod(typeof(ClusterDiscoveryService), nameof(Bind))]
public class ClusterDiscoveryService(DiscoveryCalls calls) : Contract.ClusterDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, ClusterDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamClusters), nameof(DeltaClusters));

    public virtual Task StreamClusters(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Cluster, requests, call);

    public virtual Task DeltaClusters(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Cluster, requests, call);
}
