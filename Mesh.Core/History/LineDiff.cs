namespace Mesh.Core.History;

/// <summary>The lines of two texts beside each other, with as few changes as there can be.</summary>
public static class LineDiff
{
    /// <summary>Lines that a hunk shows around what differs.</summary>
    public const int Context = 3;

    /// <summary>Beyond so many pairs of lines the texts are shown one after the other.</summary>
    private const long MostPairs = 16_000_000;

    /// <param name="Mark">' ', '-' or '+'; '@' for lines that are left out.</param>
    public readonly record struct Line(char Mark, string Text);

    public static IReadOnlyList<Line> Of(IReadOnlyList<string> before, IReadOnlyList<string> after) => Hunks(All(before, after));

    private static List<Line> All(IReadOnlyList<string> a, IReadOnlyList<string> b)
    {
        if ((long)a.Count * b.Count > MostPairs) return [.. a.Select(x => new Line('-', x)), .. b.Select(x => new Line('+', x))];
        // Length of the longest common rest from each pair of places on.
        var common = new int[a.Count + 1, b.Count + 1];
        for (var i = a.Count - 1; i >= 0; i--)
        {
            for (var j = b.Count - 1; j >= 0; j--) common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }
        var lines = new List<Line>(a.Count + b.Count);
        for (int i = 0, j = 0; i < a.Count || j < b.Count;)
        {
            if (i < a.Count && j < b.Count && a[i] == b[j])
            {
                lines.Add(new(' ', a[i]));
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Count || (i < a.Count && common[i + 1, j] >= common[i, j + 1])) lines.Add(new('-', a[i++]));
            else lines.Add(new('+', b[j++]));
        }
        return lines;
    }

    private static List<Line> Hunks(List<Line> lines)
    {
        var shown = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Mark == ' ') continue;
            for (var near = Math.Max(0, i - Context); near <= Math.Min(lines.Count - 1, i + Context); near++) shown[near] = true;
        }
        var hunks = new List<Line>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (shown[i]) hunks.Add(lines[i]);
            else if (i == 0 || shown[i - 1]) hunks.Add(new('@', "…"));
        }
        return hunks;
    }
}
