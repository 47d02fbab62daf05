namespace Mesh.Core.Model;

/// <summary>The hosts of a Sidecar's egress listener: <c>namespace/host</c>, where the namespace may be <c>*</c>, <c>.</c> or <c>~</c>.</summary>
public sealed class ImportedHosts
{
    private readonly Dictionary<string, List<string>> _byNamespace = [];

    private ImportedHosts(bool nothing) => Nothing = nothing;

    /// <summary>A <c>~/*</c> anywhere empties the whole listener.</summary>
    public bool Nothing { get; }

    public static ImportedHosts Parse(IReadOnlyList<string> hosts, string ownNamespace)
    {
        var imported = new ImportedHosts(hosts.Contains("~/*"));
        foreach (var entry in hosts)
        {
            var slash = entry.IndexOf('/');
            if (slash < 0) continue;
            var ns = entry[..slash] == "." ? ownNamespace : entry[..slash];
            if (!imported._byNamespace.TryGetValue(ns, out var list)) imported._byNamespace[ns] = list = [];
            list.Add(entry[(slash + 1)..]);
        }
        return imported;
    }

    /// <param name="covers">How a host is held against an imported pattern.</param>
    public bool Imports(string @namespace, string host, Func<string, string, bool> covers) =>
        Any(@namespace, host, covers) || Any("*", host, covers);

    private bool Any(string key, string host, Func<string, string, bool> covers)
    {
        if (!_byNamespace.TryGetValue(key, out var patterns)) return false;
        foreach (var pattern in patterns)
        {
            if (covers(host, pattern)) return true;
        }
        return false;
    }
}
