using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Extension.V3.ExtensionConfigDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>ECDS on a stream of its own.</summary>
[BindServiceMethod(typeof(ExtensionConfigDiscoveryService), nameof(Bind))]
public class ExtensionConfigDiscoveryService(DiscoveryCalls calls) : Contract.ExtensionConfigDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, ExtensionConfigDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamExtensionConfigs), nameof(DeltaExtensionConfigs));

    public virtual Task StreamExtensionConfigs(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Extension, requests, call);

    public virtual Task DeltaExtensionConfigs(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Extension, requests, call);
}
