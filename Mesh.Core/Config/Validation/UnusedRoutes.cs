namespace Mesh.Core.Config.Validation;

/// <summary>Finds http rules that no request can reach, because rules before them take all that they would.</summary>
internal static class UnusedRoutes
{
    public static void Warn(VirtualService spec, Findings findings)
    {
        var (catchAll, seen) = (-1, new List<(int Rule, HttpMatchRequest Match)>());
        for (var i = 0; i < spec.Http?.Count; i++)
        {
            var matches = spec.Http[i].Match ?? [];
            if (catchAll >= 0)
            {
                findings.Warn($"spec.http[{i}]", $"is never reached: rule {catchAll} before it takes everything");
                continue;
            }
            if (matches.Count == 0) catchAll = i;
            for (var j = 0; j < matches.Count; j++)
            {
                if (seen.FirstOrDefault(x => Covers(x.Match, matches[j])) is { Match: not null } earlier)
                {
                    findings.Warn($"spec.http[{i}].match[{j}]", $"is never reached: rule {earlier.Rule} before it takes all of it");
                }
                seen.Add((i, matches[j]));
            }
        }
    }

    /// <summary>Equal but for their names, or both nothing but prefixes of the path, the one longer than the other.</summary>
    private static bool Covers(HttpMatchRequest earlier, HttpMatchRequest later)
    {
        if ((earlier with { Name = later.Name }) == later) return true;
        return earlier.Uri?.Prefix is { } wide
            && (later.Uri?.Prefix ?? later.Uri?.Exact) is { } narrow
            && narrow.StartsWith(wide, StringComparison.Ordinal)
            && (earlier with { Name = later.Name, Uri = later.Uri }) == later;
    }
}
