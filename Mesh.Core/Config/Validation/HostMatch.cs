namespace Mesh.Core.Config.Validation;

/// <summary>Which hosts stand for each other: *.test covers cart.shop.test, * covers all.</summary>
internal static class HostMatch
{
    /// <summary>Some name is meant by both.</summary>
    public static bool Overlap(string one, string other) => Covers(one, other) || Covers(other, one);

    /// <summary>Every name that the narrow one means is meant by the wide one.</summary>
    public static bool Covers(string wide, string narrow)
    {
        if (!wide.StartsWith('*')) return wide == narrow;
        var suffix = wide[1..];
        return narrow.StartsWith('*') ? narrow[1..].EndsWith(suffix, StringComparison.Ordinal) : narrow.EndsWith(suffix, StringComparison.Ordinal);
    }
}
