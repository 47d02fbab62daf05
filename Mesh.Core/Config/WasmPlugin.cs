using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.extensions.v1alpha1.WasmPlugin.</summary>
public sealed record WasmPlugin
{
    public WorkloadLabelSelector? Selector { get; init; }

    public PolicyTargetReference? TargetRef { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public string? Url { get; init; }

    public string? Sha256 { get; init; }

    public PullPolicy? ImagePullPolicy { get; init; }

    public string? ImagePullSecret { get; init; }

    public string? VerificationKey { get; init; }

    public JsonElement? PluginConfig { get; init; }

    public string? PluginName { get; init; }

    public PluginPhase? Phase { get; init; }

    [NullAllowed]
    public int? Priority { get; init; }

    public FailStrategy? FailStrategy { get; init; }

    public VmConfig? VmConfig { get; init; }

    public ValueList<TrafficSelector>? Match { get; init; }

    public PluginType? Type { get; init; }
}

public enum PullPolicy
{
    UnspecifiedPolicy,
    [ConfigName("IfNotPresent")]
    IfNotPresent,

    [ConfigName("Always")]
    Always,
}

public enum PluginPhase
{
    UnspecifiedPhase,
    Authn,
    Authz,
    Stats,
}

public enum PluginType
{
    UnspecifiedPluginType,
    Http,
    Network,
}

public enum FailStrategy
{
    FailClose,
    FailOpen,
    FailReload,
}

public sealed record VmConfig
{
    public ValueList<EnvVar>? Env { get; init; }
}

public sealed record EnvVar
{
    public string? Name { get; init; }

    public EnvValueSource? ValueFrom { get; init; }

    public string? Value { get; init; }
}

public enum EnvValueSource
{
    Inline,
    Host,
}

public sealed record TrafficSelector
{
    public TrafficSelectorMode? Mode { get; init; }

    public ValueList<PortSelector>? Ports { get; init; }
}

/// <summary>Spec: istio.type.v1beta1.WorkloadMode, which knows one value more than Telemetry's.</summary>
public enum TrafficSelectorMode
{
    Undefined,
    Client,
    Server,
    ClientAndServer,
}
