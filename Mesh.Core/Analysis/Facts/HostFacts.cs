using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Model;

namespace Mesh.Core.Analysis.Facts;

/// <summary>Which hosts the mesh knows: those of its services, and those that refused objects would define.</summary>
public sealed class HostFacts
{
    private const string Suffix = ".svc.cluster.local";

    /// <summary>Names that a misspelt one is compared with: a hint is not worth more.</summary>
    private const int MostCompared = 100;

    private readonly ServiceIndex _services;
    private readonly HashSet<string> _drafted = [];
    private readonly List<string> _wildcards;
    private readonly bool _hasServices;
    private readonly bool _hasEntries;
    private readonly ILookup<string, Service> _byNamespace;
    private readonly ILookup<string, Service> _byName;

    public HostFacts(AnalysisInput input)
    {
        _services = input.Parts.Services;
        foreach (var (kind, ns, name) in input.Unreadable)
        {
            if (kind == ConfigKind.Service) _drafted.Add(Hostnames.Resolve(name, ns));
        }
        foreach (var entry in input.Configs.All<ServiceEntry>(ConfigKind.ServiceEntry))
        {
            foreach (var host in entry.Spec.Hosts ?? [])
            {
                if (_services.OfHost(host).Count == 0) _drafted.Add(host);
            }
        }
        _wildcards = [.. _services.All.Select(x => x.Host).Concat(_drafted).Where(Hostnames.IsWildcard).Distinct().Order(Comparer<string>.Create(Hostnames.CompareSpecificity))];
        _hasServices = input.KnowsAll(ConfigKind.Service);
        _hasEntries = _hasServices || input.Configs.Has(ConfigKind.ServiceEntry);
        _byNamespace = _services.All.ToLookup(x => x.Namespace);
        _byName = _services.All.Where(x => x.Registry == ServiceRegistry.Kubernetes).ToLookup(x => x.Name);
    }

    /// <summary>The services that a full name stands for: its own, else those of the closest wildcard.</summary>
    public IReadOnlyList<Service> Find(string host)
    {
        if (_services.OfHost(_services.Aliases.Target(host)) is { Count: > 0 } target) return target;
        if (_services.OfHost(host) is { Count: > 0 } exact) return exact;
        return Hostnames.MostSpecific(host, _wildcards) is { } wildcard ? _services.OfHost(wildcard) : [];
    }

    public bool Exists(string host) => Find(host).Count > 0 || _drafted.Contains(host) || _wildcards.Exists(x => Hostnames.SubsetOf(host, x));

    /// <summary>Some host of the mesh belongs to a pattern; the wildcard's own services count too.</summary>
    public bool AnyMatches(string pattern) =>
        pattern == "*" || (Hostnames.IsWildcard(pattern) ? _services.All.Any(x => Hostnames.Matches(x.Host, pattern)) || _drafted.Any(x => Hostnames.Matches(x, pattern)) : Exists(pattern));

    /// <summary>Whether an absence means something: without a single Service among the files, those of the cluster are somewhere else.</summary>
    public bool CanTell(string host) => IsOfKubernetes(host) ? _hasServices : _hasEntries;

    public static bool IsOfKubernetes(string host) => host.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>What a mistaken host was likely meant to be: the same name in another namespace, or a near one in the same; null when there is neither.</summary>
    public string? Nearest(string host)
    {
        if (!host.EndsWith(Suffix, StringComparison.Ordinal))
        {
            // name.namespace is a name for the resolver of a pod, and none for a mesh.
            return Exists(host + Suffix) ? host + Suffix : null;
        }
        if (host[..^Suffix.Length].Split('.') is not [var name, var ns]) return null;
        if (_byNamespace[ns].Any())
        {
            var near = _byNamespace[ns].Select(x => x.Name).Where(x => Math.Abs(x.Length - name.Length) <= 2 && (x[0] == name[0] || x[^1] == name[^1])).Take(MostCompared);
            if (NearestName.Find(name, near) is { } found) return $"{found}.{ns}{Suffix}";
        }
        var elsewhere = _byName[name].Take(2).ToList();
        return elsewhere.Count == 1 ? elsewhere[0].Host : null;
    }

    public bool HasNamespace(string @namespace) => _byNamespace.Contains(@namespace);

    public IEnumerable<Service> Of(string @namespace) => _byNamespace[@namespace];
}
