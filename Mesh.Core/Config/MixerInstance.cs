using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What of a request an adapter is given. Spec: istio.policy.v1beta1.Instance.</summary>
public sealed record MixerInstance
{
    [ConfigAlias("compiled_template")]
    public string? CompiledTemplate { get; init; }

    public string? Template { get; init; }

    public JsonElement? Params { get; init; }

    [ConfigAlias("attribute_bindings")]
    public ValueMap<string>? AttributeBindings { get; init; }
}
