namespace Mesh.Core.Model;

/// <summary>Host names as Istio compares them: exact names, and wildcards whose <c>*</c> stands for one or more leading characters.</summary>
public static class Hostnames
{
    public static bool IsWildcard(string host) => host.StartsWith('*');

    /// <summary>True when some name belongs to both: equal names, or one covers the other.</summary>
    public static bool Matches(string a, string b)
    {
        if (a == "*" || b == "*") return true;
        return (IsWildcard(a), IsWildcard(b)) switch
        {
            (true, true) => a.Length < b.Length ? b.AsSpan(1).EndsWith(a.AsSpan(1)) : a.AsSpan(1).EndsWith(b.AsSpan(1)),
            (true, false) => b.AsSpan().EndsWith(a.AsSpan(1)),
            (false, true) => a.AsSpan().EndsWith(b.AsSpan(1)),
            _ => a == b,
        };
    }

    /// <summary>True when every name of <paramref name="host"/> belongs to <paramref name="pattern"/>.</summary>
    public static bool SubsetOf(string host, string pattern)
    {
        if (pattern == "*") return true;
        if (host == "*") return false;
        return (IsWildcard(host), IsWildcard(pattern)) switch
        {
            (true, true) => host.Length >= pattern.Length && host.AsSpan(1).EndsWith(pattern.AsSpan(1)),
            (true, false) => false,
            (false, true) => host.AsSpan().EndsWith(pattern.AsSpan(1)),
            _ => host == pattern,
        };
    }

    /// <summary>A short name (no dot, no wildcard, no address) belongs to the namespace of the object that uses it. Names are compared in lower case.</summary>
    public static string Resolve(string host, string @namespace, string domain = "cluster.local") =>
        (host.Length == 0 || host.Contains('.') || host.Contains(':') || IsWildcard(host) ? host : $"{host}.{@namespace}.svc.{domain}").ToLowerInvariant();

    /// <summary>The most specific of <paramref name="patterns"/> that covers a host: itself, else the longest wildcard.</summary>
    /// <param name="patterns">In the order of <see cref="CompareSpecificity"/>.</param>
    public static string? MostSpecific(string host, List<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (SubsetOf(host, pattern)) return pattern;
        }
        return null;
    }

    /// <summary>Orders the most specific first: exact names before wildcards, longer before shorter, then by name.</summary>
    public static int CompareSpecificity(string a, string b)
    {
        var byKind = IsWildcard(a).CompareTo(IsWildcard(b));
        if (byKind != 0) return byKind;
        var byLength = b.Length.CompareTo(a.Length);
        return byLength != 0 ? byLength : string.CompareOrdinal(a, b);
    }
}
