namespace Mesh.Core.Config;

/// <summary>Which durations a field takes.</summary>
public enum DurationRule
{
    /// <summary>At least 1 ms, and no finer.</summary>
    WholeMilliseconds,

    /// <summary>At least 1 ms.</summary>
    Millisecond,

    /// <summary>Any, zero and negative ones too.</summary>
    Any,
}

/// <summary>Marks a duration that is not held to Istio's usual <see cref="DurationRule.WholeMilliseconds"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DurationRuleAttribute(DurationRule rule) : Attribute
{
    public DurationRule Rule { get; } = rule;
}
