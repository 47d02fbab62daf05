using System.Collections.Frozen;

namespace Mesh.Core.Config.Validation;

/// <summary>The table of checks: which kind is checked by what.</summary>
public static class KindValidators
{
    /// <summary>Makes an AuthorizationPolicy say what it would do, and do nothing.</summary>
    private const string DryRun = "istio.io/dry-run";

    private static readonly FrozenDictionary<ConfigKind, KindValidator> ByKind = new Dictionary<ConfigKind, KindValidator>
    {
        [ConfigKind.Service] = new ServiceValidator(),
        [ConfigKind.EndpointSlice] = new EndpointSliceValidator(),
        [ConfigKind.VirtualService] = new VirtualServiceValidator(),
        [ConfigKind.DestinationRule] = new DestinationRuleValidator(),
        [ConfigKind.Gateway] = new GatewayValidator(),
        [ConfigKind.ServiceEntry] = new ServiceEntryValidator(),
        [ConfigKind.WorkloadEntry] = new WorkloadEntryValidator(),
        [ConfigKind.Sidecar] = new SidecarValidator(),
        [ConfigKind.WorkloadGroup] = new WorkloadGroupValidator(),
        [ConfigKind.EnvoyFilter] = new EnvoyFilterValidator(),
        [ConfigKind.ProxyConfig] = new ProxyConfigValidator(),
        [ConfigKind.PeerAuthentication] = new PeerAuthenticationValidator(),
        [ConfigKind.RequestAuthentication] = new RequestAuthenticationValidator(),
        [ConfigKind.AuthorizationPolicy] = new AuthorizationPolicyValidator(),
        [ConfigKind.Telemetry] = new TelemetryValidator(),
        [ConfigKind.WasmPlugin] = new WasmPluginValidator(),
        [ConfigKind.TrafficExtension] = new TrafficExtensionValidator(),
        [ConfigKind.MixerHandler] = new MixerHandlerValidator(),
        [ConfigKind.MixerInstance] = new MixerInstanceValidator(),
        [ConfigKind.MixerRule] = new MixerRuleValidator(),
    }.ToFrozenDictionary();

    /// <summary>How Istio's own controllers speak to each other, and how its webhook is tried out; nobody else may.</summary>
    private static readonly string[] Reserved = ["internal.istio.io/webhook-always-reject", "internal.istio.io/parents", "internal.istio.io/parent-namespace"];

    public static void Validate(ConfigKind kind, ConfigMeta meta, object spec, Findings findings)
    {
        foreach (var name in ConfigKinds.Get(kind).IsIstio ? Reserved : [])
        {
            if (meta.Annotations.ContainsKey(name)) findings.Error($"metadata.annotations[\"{name}\"]", "is reserved, and may not be set");
        }
        if (kind != ConfigKind.AuthorizationPolicy && ConfigKinds.Get(kind).IsIstio && meta.Annotations.ContainsKey(DryRun))
        {
            findings.Error($"metadata.annotations[\"{DryRun}\"]", "is for AuthorizationPolicy only");
        }
        if (ByKind.TryGetValue(kind, out var validator)) validator.Validate(meta, spec, findings);
    }
}
