namespace Mesh.Core.Xds;

/// <summary>
/// Clusters that a client which comes back says to hold, and that are gone. A route that it holds as well may still lead there, so that they go when it
/// has its routes of now (rule 58), and not with the first answer; or after a while, for a client that asks for no routes.
/// </summary>
internal sealed class Leftovers
{
    private readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal);
    private DateTimeOffset? _until;

    public bool IsEmpty => _versions.Count == 0;

    /// <summary>When they go whatever the client has asked for; null: that is over, or there are none.</summary>
    public DateTimeOffset? Deadline => IsEmpty ? null : _until;

    public IReadOnlyCollection<string> Names => _versions.Keys;

    public void Take(IEnumerable<KeyValuePair<string, string>> known, XdsResourceSet current, DateTimeOffset until)
    {
        foreach (var (name, version) in known)
        {
            if (current.Find(name) is null) _versions[name] = version;
        }
        _until = until;
    }

    /// <summary>It is there again.</summary>
    /// <returns>The client holds this very version.</returns>
    public bool Return(XdsResource resource) => _versions.Remove(resource.Name, out var version) && version == resource.Version;

    public bool IsOver(DateTimeOffset now) => _until is null || _until <= now;

    /// <summary>What is still led to goes when that changes; nobody waits for a time any more.</summary>
    public void Drop(IEnumerable<string> names)
    {
        foreach (var name in names) _versions.Remove(name);
        _until = null;
    }

    public void Clear() => _versions.Clear();
}
