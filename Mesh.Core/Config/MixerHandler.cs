using System.Text.Json;

namespace Mesh.Core.Config;

/// <summary>An adapter with its settings. Spec: istio.policy.v1beta1.Handler.</summary>
public sealed record MixerHandler
{
    [ConfigAlias("compiled_adapter")]
    public string? CompiledAdapter { get; init; }

    /// <summary>An adapter that runs elsewhere; ours are compiled in.</summary>
    public string? Adapter { get; init; }

    public JsonElement? Params { get; init; }

    public JsonElement? Connection { get; init; }
}
