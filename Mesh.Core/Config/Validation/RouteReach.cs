namespace Mesh.Core.Config.Validation;

/// <summary>Finds rules that no request or connection can reach, because rules before them take all that they would.</summary>
internal static class RouteReach
{
    public static void Warn(VirtualService spec, Findings findings)
    {
        Warn("spec.http", [.. (spec.Http ?? []).Select(x => new Rule<HttpMatchRequest>(x.Name, [.. (x.Match ?? []).Select(y => y with { Name = null })]))], Covers, findings);
        Warn("spec.tls", [.. (spec.Tls ?? []).Select(x => new Rule<TlsMatchAttributes>(null, [.. x.Match ?? []]))], (_, _) => false, findings);
        Warn("spec.tcp", [.. (spec.Tcp ?? []).Select(x => new Rule<L4MatchAttributes>(null, [.. x.Match ?? []]))], (_, _) => false, findings);
    }

    /// <param name="covers">Whether an earlier match takes all that a later one would, though it is another.</param>
    private static void Warn<T>(string field, IReadOnlyList<Rule<T>> rules, Func<T, T, bool> covers, Findings findings) where T : class
    {
        var (catchAll, seen) = (-1, new List<(int Rule, T Match)>());
        for (var i = 0; i < rules.Count; i++)
        {
            if (catchAll >= 0)
            {
                findings.Warn($"{field}[{i}]", $"is never reached: rule {Name(catchAll)} before it takes everything{(rules[i].Matches.Count == 0 ? ", and only the last rule should have no match" : "")}", FindingCodes.UnreachableRule);
                continue;
            }
            if (rules[i].Matches.Count == 0) catchAll = i;
            var repeated = 0;
            for (var j = 0; j < rules[i].Matches.Count; j++)
            {
                var match = rules[i].Matches[j];
                var twin = seen.FindIndex(x => x.Match.Equals(match));
                var earlier = twin >= 0 ? twin : seen.FindIndex(x => covers(x.Match, match));
                if (earlier >= 0) findings.Warn($"{field}[{i}].match[{j}]", $"is never reached: rule {Name(seen[earlier].Rule)} before it takes all of it", FindingCodes.IneffectiveMatch);
                if (twin >= 0) repeated++;
                seen.Add((i, match));
            }
            if (repeated > 0 && repeated == rules[i].Matches.Count)
            {
                findings.Warn($"{field}[{i}]", "is never reached: rules before it have all of its matches", FindingCodes.UnreachableRule);
            }
        }

        string Name(int rule) => rules[rule].Name is { Length: > 0 } name ? $"{rule} ({name})" : $"{rule}";
    }

    /// <summary>Both are nothing but prefixes of the path (or the later one a path), the one longer than the other. As in Istio, /cat takes /caterpillar too.</summary>
    private static bool Covers(HttpMatchRequest earlier, HttpMatchRequest later) =>
        earlier.Uri?.Prefix is { } wide
        && (later.Uri?.Prefix ?? later.Uri?.Exact) is { } narrow
        && narrow.StartsWith(wide, StringComparison.Ordinal)
        && (earlier with { Uri = later.Uri }) == later;

    private sealed record Rule<T>(string? Name, IReadOnlyList<T> Matches);
}
