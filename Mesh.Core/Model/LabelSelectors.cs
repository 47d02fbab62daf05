using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Kubernetes' label selectors. An empty one selects everything.</summary>
public static class LabelSelectors
{
    public static bool Selects(LabelSelector selector, IReadOnlyDictionary<string, string> labels) =>
        Selectors.Selects(selector.MatchLabels, labels) && (selector.MatchExpressions ?? []).All(x => Holds(x, labels));

    /// <summary>What Kubernetes would refuse selects nothing.</summary>
    private static bool Holds(LabelSelectorRequirement requirement, IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.TryGetValue(requirement.Key ?? "", out var found) ? found : null;
        ValueList<string> values = requirement.Values ?? [];
        return requirement.Operator switch
        {
            "In" => value is not null && values.Contains(value),
            "NotIn" => value is null || !values.Contains(value),
            "Exists" => value is not null,
            "DoesNotExist" => value is null,
            _ => false,
        };
    }
}
