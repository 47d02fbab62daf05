using System.Globalization;

namespace Mesh.Core.Model;

/// <summary>The release of the proxy, which decides what it can be sent.</summary>
public readonly record struct IstioVersion(int Major, int Minor, int Patch) : IComparable<IstioVersion>
{
    public static readonly IstioVersion Latest = new(65535, 65535, 65535);

    /// <summary>Reads <c>1.31.0</c>, <c>1.31-alpha.abc</c>, …; what is no version counts as the latest.</summary>
    public static IstioVersion Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return Latest;
        var parts = text.Split('-')[0].Split('.');
        if (parts.Length < 2 || !Number(parts[0], out var major) || !Number(parts[1], out var minor)) return Latest;
        return new(major, minor, parts.Length > 2 && Number(parts[2], out var patch) ? patch : 65535);
    }

    public bool AtLeast(int major, int minor) => Major > major || (Major == major && Minor >= minor);

    public int CompareTo(IstioVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
