using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>When which handlers are asked about what. Spec: istio.policy.v1beta1.Rule.</summary>
public sealed record MixerRule
{
    public string? Match { get; init; }

    public ValueList<MixerAction>? Actions { get; init; }

    [ConfigAlias("request_header_operations")]
    public ValueList<MixerHeaderOperation>? RequestHeaderOperations { get; init; }

    [ConfigAlias("response_header_operations")]
    public ValueList<MixerHeaderOperation>? ResponseHeaderOperations { get; init; }

    public JsonElement? Sampling { get; init; }
}

public sealed record MixerAction
{
    /// <summary>NAME, or NAME.NAMESPACE.</summary>
    public string? Handler { get; init; }

    public ValueList<string>? Instances { get; init; }

    public string? Name { get; init; }
}

public sealed record MixerHeaderOperation
{
    public string? Name { get; init; }

    /// <summary>Expressions of type String.</summary>
    public ValueList<string>? Values { get; init; }

    public HeaderOperationKind? Operation { get; init; }
}

public enum HeaderOperationKind
{
    Replace,
    Remove,
    Append,
}
