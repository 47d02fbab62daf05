using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.extensions.v1alpha1.TrafficExtension.</summary>
public sealed record TrafficExtension
{
    public WorkloadLabelSelector? Selector { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public PluginPhase? Phase { get; init; }

    [NullAllowed]
    public int? Priority { get; init; }

    public ValueList<TrafficSelector>? Match { get; init; }

    public WasmConfig? Wasm { get; init; }

    public LuaConfig? Lua { get; init; }
}

public sealed record WasmConfig
{
    public string? Url { get; init; }

    public string? Sha256 { get; init; }

    public PullPolicy? ImagePullPolicy { get; init; }

    public string? ImagePullSecret { get; init; }

    public string? VerificationKey { get; init; }

    public JsonElement? PluginConfig { get; init; }

    public string? PluginName { get; init; }

    public FailStrategy? FailStrategy { get; init; }

    public VmConfig? VmConfig { get; init; }

    public PluginType? Type { get; init; }
}

public sealed record LuaConfig
{
    public string? InlineCode { get; init; }
}
