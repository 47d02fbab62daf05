namespace Mesh.Core.Xds;

/// <summary>
/// Names of the form <c>xdstp://authority/type/id?context</c> (TP1). Every other name is taken as it is.
/// </summary>
internal static class XdstpName
{
    private const string Scheme = "xdstp://";

    /// <summary>With its context parameters in order: names that differ in that order only are one name (rule 71).</summary>
    public static string Canonical(string name)
    {
        if (!name.StartsWith(Scheme, StringComparison.Ordinal)) return name;
        var (path, context, directives) = Split(name);
        if (!context.Contains('&')) return name;
        var parameters = context[1..].Split('&');
        Array.Sort(parameters, StringComparer.Ordinal);
        return $"{path}?{string.Join('&', parameters)}{directives}";
    }

    /// <summary>Whether the name stands for everything one level below it: <c>xdstp://authority/type/some/path/*</c>.</summary>
    public static bool IsGlob(string name) => name.StartsWith(Scheme, StringComparison.Ordinal) && Split(name).Path.EndsWith("/*", StringComparison.Ordinal);

    /// <returns>The glob that a resource of this canonical name belongs to; null for names of another form.</returns>
    public static string? GlobOf(string name)
    {
        if (!name.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        var (path, context, _) = Split(name);
        var slash = path.LastIndexOf('/');
        return slash < Scheme.Length ? null : $"{path[..slash]}/*{context}";
    }

    /// <summary>Context begins with "?", directives with "#"; either may be empty.</summary>
    private static (string Path, string Context, string Directives) Split(string name)
    {
        var hash = name.IndexOf('#');
        var (head, directives) = hash < 0 ? (name, "") : (name[..hash], name[hash..]);
        var question = head.IndexOf('?');
        return question < 0 ? (head, "", directives) : (head[..question], head[question..], directives);
    }
}
