namespace Mesh.Core.Config.Binding;

/// <summary>Guesses what a misspelt name was meant to be.</summary>
internal static class NearestName
{
    private const int LongestCompared = 64;

    /// <returns>The closest of the candidates, or null when none is close.</returns>
    public static string? Find(string written, IEnumerable<string> candidates)
    {
        if (written.Length > LongestCompared) return null;
        var plain = Plain(written);
        var (best, bestDistance) = ((string?)null, Math.Max(1, plain.Length / 3) + 1);
        foreach (var candidate in candidates)
        {
            var distance = Distance(plain, Plain(candidate));
            if (distance < bestDistance) (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    public static string Hint(string written, IEnumerable<string> candidates) =>
        Find(written, candidates) is { } name ? $"; did you mean {name}?" : "";

    /// <summary>Case and underscores are the commonest slip: export_to, exportto, exportTo.</summary>
    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>Levenshtein's: how many letters to insert, delete or exchange.</summary>
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var exchanged = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchanged, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
