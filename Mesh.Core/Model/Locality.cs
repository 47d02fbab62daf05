namespace Mesh.Core.Model;

/// <summary>Where a workload runs, from coarse to fine. Empty text means unknown.</summary>
public readonly record struct Locality(string Region, string Zone, string SubZone)
{
    public static readonly Locality Unknown = new("", "", "");

    public bool IsUnknown => Region.Length == 0 && Zone.Length == 0 && SubZone.Length == 0;

    /// <summary>Reads <c>region/zone/subzone</c>; later parts may be missing.</summary>
    public static Locality Parse(string? text, char separator = '/')
    {
        if (string.IsNullOrEmpty(text)) return Unknown;
        var parts = text.Split(separator, 3);
        return new(parts[0], parts.Length > 1 ? parts[1] : "", parts.Length > 2 ? parts[2] : "");
    }

    public override string ToString() => IsUnknown ? "" : SubZone.Length > 0 ? $"{Region}/{Zone}/{SubZone}" : Zone.Length > 0 ? $"{Region}/{Zone}" : Region;
}
