using System.Text.Json;
using Mesh.Core.Security.Roots;

namespace Mesh.Actors.Certificates;

/// <summary>The roots as operators see them.</summary>
/// <param name="WaitsFor">What the next step waits for, in words; null when nothing is under way.</param>
public sealed record RootView(long Generation, string Phase, string KeptIn, IReadOnlyList<RootLine> Roots, string? WaitsFor)
{
    public static string Json(RootState state, string keptIn, RootHolders? seen, int silent, Func<string, bool> isHere) => JsonSerializer.Serialize(new RootView(
        state.Generation,
        state.Phase.ToString(),
        keptIn,
        [.. state.Roots.Select(x => new RootLine(x.Fingerprint, x.Role.ToString(), x.NotAfter, x.TaintedAt, isHere(x.Fingerprint)))],
        Words(state, seen, silent)));

    public static RootView Read(string json) => JsonSerializer.Deserialize<RootView>(json) ?? throw new JsonException("no report");

    private static string? Words(RootState state, RootHolders? seen, int silent)
    {
        if (state.Phase is RootPhase.None or RootPhase.Steady) return null;
        if (silent > 0 || seen is null) return $"word of {silent} member(s)";
        var parts = new List<string>();
        if (seen.Unaware > 0) parts.Add($"{seen.Unaware} connected proxies that have not acknowledged the new roots");
        if (state.Phase == RootPhase.Introducing)
        {
            if (seen.UnawareUntil is { } until && !state.IsUrgent) parts.Add($"certificates of agents that were signed before the new root was known: the last ends at {until:u}");
        }
        else
        {
            if (seen.Holders > 0) parts.Add($"{seen.Holders} connected proxies that hold a certificate of the old root");
            if (seen.HeldUntil is { } until) parts.Add($"certificates of agents under the old root: the last ends at {until:u}");
        }
        return parts.Count == 0 ? "the next look" : string.Join("; ", parts);
    }
}

/// <param name="HasKey">On the member that answers.</param>
public sealed record RootLine(string Fingerprint, string Role, DateTimeOffset NotAfter, DateTimeOffset? TaintedAt, bool HasKey);
