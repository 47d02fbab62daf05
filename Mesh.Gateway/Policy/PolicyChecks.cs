using Mesh.Core.Mixer;
using Mesh.Core.Mixer.Attributes;

namespace Mesh.Gateway.Policy;

/// <summary>A check by a kept verdict, or by the rules.</summary>
internal static class PolicyChecks
{
    public static (CheckResult Result, bool Cached) Check(CurrentPolicy policy, IAttributes attributes, DateTimeOffset now)
    {
        var (rules, cache) = policy.Rules;
        if (cache.Find(attributes, now) is { } kept) return (kept, true);
        var result = rules.Check(attributes);
        cache.Put(result, attributes, now);
        return (result, false);
    }
}
