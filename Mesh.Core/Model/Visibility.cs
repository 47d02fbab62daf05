namespace Mesh.Core.Model;

/// <summary>exportTo: who sees an object.</summary>
public static class Visibility
{
    public const string Public = "*";
    public const string Private = ".";
    public const string None = "~";

    /// <param name="exportTo">As written, or the mesh's default where nothing was written.</param>
    /// <param name="owner">The namespace of the object.</param>
    public static bool IsVisible(IReadOnlyList<string> exportTo, string owner, string viewer)
    {
        foreach (var entry in exportTo)
        {
            if (entry == Public) return true;
            if (entry == viewer) return true;
            if (entry == Private && owner == viewer) return true;
        }
        return false;
    }
}
