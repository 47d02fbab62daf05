using System.Text.RegularExpressions;
using Envoy.Config.Rbac.V3;

namespace Mesh.Core.Explain.Filters;

/// <param name="Policy">The one that decided, by its name in the rules; null when none matched.</param>
internal sealed record RbacVerdict(bool Allowed, string? Policy, string Why);

/// <summary>envoy.config.rbac.v3.RBAC: ALLOW lets pass what some policy matches, DENY what none does, LOG everything.</summary>
internal static partial class RbacEngine
{
    private const int MostReasons = 8;

    public static RbacVerdict Evaluate(RBAC rules, RequestFacts facts)
    {
        var reasons = new List<string>();
        string? matched = null;
        foreach (var (name, policy) in rules.Policies.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            if (WhyNot(policy, facts) is { } reason)
            {
                reasons.Add($"{Title(name)}: {reason}");
                continue;
            }
            matched = name;
            break;
        }
        var because = reasons.Count == 0 ? "there is none" : string.Join("; ", reasons.Take(MostReasons)) + (reasons.Count > MostReasons ? $"; and {reasons.Count - MostReasons} more" : "");
        return (rules.Action, matched) switch
        {
            (RBAC.Types.Action.Deny, null) => new(true, null, $"no policy denies it ({because})"),
            (RBAC.Types.Action.Deny, _) => new(false, matched, $"{Title(matched)} denies it"),
            (RBAC.Types.Action.Log, _) => new(true, matched, matched is null ? $"no policy logs it ({because})" : $"{Title(matched)} logs it"),
            (_, null) => new(false, null, $"no policy allows it ({because})"),
            _ => new(true, matched, $"{Title(matched)} allows it"),
        };
    }

    /// <summary>Istio's <c>ns[clinic]-policy[ward]-rule[0]</c>, as the object and its rule.</summary>
    public static string Title(string policy) => IstioName().Match(policy) is { Success: true } match
        ? $"authorizationpolicy/{match.Groups[1].Value}/{match.Groups[2].Value} rule {match.Groups[3].Value}"
        : $"policy {policy}";

    private static string? WhyNot(Policy policy, RequestFacts facts) =>
        Permissions.Any(policy.Permissions.Select(x => Permissions.WhyNot(x, facts))) ?? Permissions.Any(policy.Principals.Select(x => Principals.WhyNot(x, facts)))
        ?? (policy.Condition is not null || policy.CheckedCondition is not null ? "it has a condition in CEL, which can not be evaluated here" : null);

    [GeneratedRegex(@"ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d+)\]")]
    private static partial Regex IstioName();
}
