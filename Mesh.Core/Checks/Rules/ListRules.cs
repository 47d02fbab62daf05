using System.Collections;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>Rules about a list or a map as a whole.</summary>
internal static class ListRules
{
    /// <returns>null when there is no such rule; else a check that answers with what is wrong.</returns>
    public static Func<IList, string?>? Compile(RepeatedRules rules)
    {
        if (!rules.HasMinItems && !rules.HasMaxItems && !rules.Unique) return null;
        var size = Size(rules.HasMinItems, rules.MinItems, rules.HasMaxItems, rules.MaxItems, "elements");
        return items =>
        {
            if (rules.IgnoreEmpty && items.Count == 0) return null;
            if (size(items.Count) is { } reason) return reason;
            return rules.Unique && items.Cast<object>().Distinct().Count() < items.Count ? "must not hold an element twice" : null;
        };
    }

    public static Func<IDictionary, string?>? Compile(MapRules rules)
    {
        if (!rules.HasMinPairs && !rules.HasMaxPairs) return null;
        var size = Size(rules.HasMinPairs, rules.MinPairs, rules.HasMaxPairs, rules.MaxPairs, "entries");
        return entries => rules.IgnoreEmpty && entries.Count == 0 ? null : size(entries.Count);
    }

    private static Func<int, string?> Size(bool hasMin, ulong min, bool hasMax, ulong max, string what) => count =>
    {
        if (hasMin && (ulong)count < min) return $"must hold at least {min} {what}, holds {count}";
        return hasMax && (ulong)count > max ? $"must hold at most {max} {what}, holds {count}" : null;
    };
}
