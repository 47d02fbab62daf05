using System.Collections.Frozen;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Every kind that is read: where it lives in Kubernetes' API and which record holds it.</summary>
public static class ConfigKinds
{
    private const string Core = "";
    private const string Networking = "networking.istio.io";
    private const string Security = "security.istio.io";
    private const string Policy = "config.istio.io";

    private static readonly ValueList<string> V1 = ["v1"];
    private static readonly ValueList<string> V1Alpha1 = ["v1alpha1"];
    private static readonly ValueList<string> V1Alpha2 = ["v1alpha2"];
    private static readonly ValueList<string> V1Alpha3 = ["v1alpha3"];
    private static readonly ValueList<string> V1Beta1 = ["v1beta1"];
    private static readonly ValueList<string> SecurityVersions = ["v1", "v1beta1"];
    private static readonly ValueList<string> NetworkingVersions = ["v1", "v1beta1", "v1alpha3"];
    private static readonly ValueList<string> TelemetryVersions = ["v1", "v1alpha1"];

    public static readonly ValueList<ConfigKindInfo> All =
    [
        new(ConfigKind.Namespace, "Namespace", Core, V1, "namespaces", false, ConfigBody.Whole, typeof(NamespaceObject)),
        new(ConfigKind.Node, "Node", Core, V1, "nodes", false, ConfigBody.Whole, typeof(NodeObject)),
        new(ConfigKind.Service, "Service", Core, V1, "services", true, ConfigBody.SpecAndStatus, typeof(ServiceSpec)),
        new(ConfigKind.EndpointSlice, "EndpointSlice", "discovery.k8s.io", V1, "endpointslices", true, ConfigBody.Whole, typeof(EndpointSlice)),
        new(ConfigKind.Endpoints, "Endpoints", Core, V1, "endpoints", true, ConfigBody.Whole, typeof(Endpoints)),
        new(ConfigKind.Pod, "Pod", Core, V1, "pods", true, ConfigBody.Whole, typeof(PodObject)),
        new(ConfigKind.Secret, "Secret", Core, V1, "secrets", true, ConfigBody.Whole, typeof(SecretObject)),
        new(ConfigKind.ConfigMap, "ConfigMap", Core, V1, "configmaps", true, ConfigBody.Whole, typeof(ConfigMapObject)),
        new(ConfigKind.ServiceAccount, "ServiceAccount", Core, V1, "serviceaccounts", true, ConfigBody.Whole, typeof(ServiceAccountObject)),
        new(ConfigKind.VirtualService, "VirtualService", Networking, NetworkingVersions, "virtualservices", true, ConfigBody.Spec, typeof(VirtualService)),
        new(ConfigKind.DestinationRule, "DestinationRule", Networking, NetworkingVersions, "destinationrules", true, ConfigBody.Spec, typeof(DestinationRule)),
        new(ConfigKind.Gateway, "Gateway", Networking, NetworkingVersions, "gateways", true, ConfigBody.Spec, typeof(GatewayConfig)),
        new(ConfigKind.ServiceEntry, "ServiceEntry", Networking, NetworkingVersions, "serviceentries", true, ConfigBody.SpecAndStatus, typeof(ServiceEntry)),
        new(ConfigKind.WorkloadEntry, "WorkloadEntry", Networking, NetworkingVersions, "workloadentries", true, ConfigBody.SpecAndStatus, typeof(WorkloadEntry)),
        new(ConfigKind.WorkloadGroup, "WorkloadGroup", Networking, NetworkingVersions, "workloadgroups", true, ConfigBody.Spec, typeof(WorkloadGroup)),
        new(ConfigKind.Sidecar, "Sidecar", Networking, NetworkingVersions, "sidecars", true, ConfigBody.Spec, typeof(Sidecar)),
        new(ConfigKind.EnvoyFilter, "EnvoyFilter", Networking, V1Alpha3, "envoyfilters", true, ConfigBody.Spec, typeof(EnvoyFilter)),
        new(ConfigKind.ProxyConfig, "ProxyConfig", Networking, V1Beta1, "proxyconfigs", true, ConfigBody.Spec, typeof(ProxyConfigSpec)),
        new(ConfigKind.PeerAuthentication, "PeerAuthentication", Security, SecurityVersions, "peerauthentications", true, ConfigBody.Spec, typeof(PeerAuthentication)),
        new(ConfigKind.RequestAuthentication, "RequestAuthentication", Security, SecurityVersions, "requestauthentications", true, ConfigBody.Spec, typeof(RequestAuthentication)),
        new(ConfigKind.AuthorizationPolicy, "AuthorizationPolicy", Security, SecurityVersions, "authorizationpolicies", true, ConfigBody.Spec, typeof(AuthorizationPolicy)),
        new(ConfigKind.Telemetry, "Telemetry", "telemetry.istio.io", TelemetryVersions, "telemetries", true, ConfigBody.Spec, typeof(TelemetryConfig)),
        new(ConfigKind.WasmPlugin, "WasmPlugin", "extensions.istio.io", V1Alpha1, "wasmplugins", true, ConfigBody.Spec, typeof(WasmPlugin)),
        new(ConfigKind.TrafficExtension, "TrafficExtension", "extensions.istio.io", V1Alpha1, "trafficextensions", true, ConfigBody.Spec, typeof(TrafficExtension)),
        new(ConfigKind.MixerHandler, "handler", Policy, V1Alpha2, "handlers", true, ConfigBody.Spec, typeof(MixerHandler)),
        new(ConfigKind.MixerInstance, "instance", Policy, V1Alpha2, "instances", true, ConfigBody.Spec, typeof(MixerInstance)),
        new(ConfigKind.MixerRule, "rule", Policy, V1Alpha2, "rules", true, ConfigBody.Spec, typeof(MixerRule)),
    ];

    private static readonly FrozenDictionary<(string Group, string Name), ConfigKindInfo> ByName = All.ToFrozenDictionary(x => (x.Group, x.Name));

    private static readonly FrozenDictionary<ConfigKind, ConfigKindInfo> ByKind = All.ToFrozenDictionary(x => x.Kind);

    public static ConfigKindInfo Get(ConfigKind kind) => ByKind[kind];

    /// <returns>The row of a kind, or null for one that is not read.</returns>
    public static ConfigKindInfo? Find(string group, string kind) => ByName.GetValueOrDefault((group, kind));
}
