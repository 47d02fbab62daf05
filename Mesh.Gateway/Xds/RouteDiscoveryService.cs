using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Route.V3.RouteDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>RDS on a stream of its own.</summary>
[BindServiceMethod(typeof(RouteDiscoveryService), nameof(Bind))]
public class RouteDiscoveryService(DiscoveryCalls calls) : Contract.RouteDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, RouteDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamRoutes), nameof(DeltaRoutes));

    public virtual Task StreamRoutes(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Route, requests, call);

    public virtual Task DeltaRoutes(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Route, requests, call);
}
