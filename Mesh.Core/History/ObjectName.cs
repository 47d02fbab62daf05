using Mesh.Core.Config;

namespace Mesh.Core.History;

/// <summary>Reads how an operator names an object.</summary>
public static class ObjectName
{
    public const string Forms = "KIND/NAMESPACE/NAME such as VirtualService/default/reviews, KIND/NAME for a kind without namespaces, or MeshConfig";

    /// <returns>As the log names it; null when the text is no name, or names no kind that is read.</returns>
    public static string? Parse(string text)
    {
        if (text.Equals(RevisionDraft.MeshConfigName, StringComparison.OrdinalIgnoreCase)) return RevisionDraft.MeshConfigName;
        var parts = text.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (2 or 3)) return null;
        var info = ConfigKinds.All.FirstOrDefault(x => Is(x.Name, parts[0]) || Is(x.Plural, parts[0]));
        if (info is null || info.Namespaced != (parts.Length == 3)) return null;
        return new ConfigKey(info.Kind, info.Namespaced ? parts[1] : "", parts[^1]).ToString();
    }

    /// <summary>The inverse of <see cref="ConfigKey.ToString"/>.</summary>
    /// <returns>null for the mesh-wide settings, and for kinds that another release knew.</returns>
    public static ConfigKey? KeyOf(string name)
    {
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || !Enum.TryParse<ConfigKind>(name[..space], out var kind)) return null;
        var rest = name[(space + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(kind, "", rest) : new(kind, rest[..slash], rest[(slash + 1)..]);
    }

    private static bool Is(string name, string said) => name.Equals(said, StringComparison.OrdinalIgnoreCase);
}
