namespace Mesh.Core.Config;

/// <summary>The kinds of objects that ActorMesh reads, Kubernetes' first.</summary>
public enum ConfigKind
{
    Namespace,
    Node,
    Service,
    EndpointSlice,
    Endpoints,
    Pod,
    Secret,
    ConfigMap,
    ServiceAccount,
    VirtualService,
    DestinationRule,
    Gateway,
    ServiceEntry,
    WorkloadEntry,
    WorkloadGroup,
    Sidecar,
    EnvoyFilter,
    ProxyConfig,
    PeerAuthentication,
    RequestAuthentication,
    AuthorizationPolicy,
    Telemetry,
    WasmPlugin,
    TrafficExtension,
    MixerHandler,
    MixerInstance,
    MixerRule,
}
