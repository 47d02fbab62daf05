using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>ExternalName services whose target is a service of the mesh: they are further names of that service.</summary>
public sealed class ServiceAliases
{
    private readonly Dictionary<string, ValueList<string>> _byTarget;
    private readonly Dictionary<string, string> _targets = [];

    public ServiceAliases(IReadOnlyList<Service> all)
    {
        var next = new Dictionary<string, string>();
        foreach (var service in all)
        {
            if (service is { Resolution: ServiceResolution.Alias, ExternalName: { } target }) next[service.Host] = target;
        }
        foreach (var alias in next.Keys)
        {
            if (Follow(alias, next) is { } target) _targets[alias] = target;
        }
        _byTarget = _targets.GroupBy(x => x.Value, x => x.Key).ToDictionary(x => x.Key, x => x.Order(StringComparer.Ordinal).ToValueList());
    }

    /// <summary>Other names of a host, ordered.</summary>
    public ValueList<string> Of(string host) => _byTarget.GetValueOrDefault(host, ValueList<string>.Empty);

    /// <summary>The host that a name stands for in the end: itself unless it is an alias.</summary>
    public string Target(string host) => _targets.GetValueOrDefault(host, host);

    /// <returns>null for a circle, which stands for nothing.</returns>
    private static string? Follow(string alias, Dictionary<string, string> next)
    {
        var seen = new HashSet<string> { alias };
        var at = alias;
        while (next.TryGetValue(at, out var target))
        {
            if (!seen.Add(target)) return null;
            at = target;
        }
        return at;
    }
}
