using Envoy.Service.Discovery.V3;
using Grpc.Core;
using Mesh.Core.Xds;
using Contract = Envoy.Service.Secret.V3.SecretDiscoveryService;

namespace Mesh.Gateway.Xds;

/// <summary>SDS on a stream of its own, which is how Envoy's TLS contexts ask.</summary>
[BindServiceMethod(typeof(SecretDiscoveryService), nameof(Bind))]
public class SecretDiscoveryService(DiscoveryCalls calls) : Contract.SecretDiscoveryServiceBase
{
    public static void Bind(ServiceBinderBase binder, SecretDiscoveryService? service) =>
        DiscoveryMethods.Bind(binder, Contract.Descriptor, nameof(StreamSecrets), nameof(DeltaSecrets));

    public virtual Task StreamSecrets(IAsyncStreamReader<DiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.StateOfTheWorld(XdsType.Secret, requests, call);

    public virtual Task DeltaSecrets(IAsyncStreamReader<DeltaDiscoveryRequest> requests, IServerStreamWriter<OutgoingResponse> responses, ServerCallContext call) =>
        calls.Delta(XdsType.Secret, requests, call);
}
