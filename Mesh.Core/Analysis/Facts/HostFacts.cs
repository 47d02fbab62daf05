using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Analysis.Facts;

/// <summary>Which hosts the mesh knows: those of its services, and those that refused objects would define.</summary>
public sealed class HostFacts
{
    private readonly ServiceIndex _services;
    private readonly HashSet<string> _drafted = [];
    private readonly List<string> _wildcards;
    private readonly bool _hasServices;
    private readonly bool _hasEntries;
    private readonly HashSet<string> _namespaces;

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
        _namespaces = [.. _services.All.Select(x => x.Namespace)];
    }

    /// <summary>The services that a full name stands for: its own, else those of the closest wildcard.</summary>
    public IReadOnlyList<Service> Find(string host)
    {
        var target = _services.Aliases.Target(host);
        if (_services.OfHost(target) is { Count: > 0 } exact) return exact;
        return Hostnames.MostSpecific(host, _wildcards) is { } wildcard ? _services.OfHost(wildcard) : [];
    }

    public bool Exists(string host) => Find(host).Count > 0 || _drafted.Contains(host) || _wildcards.Exists(x => Hostnames.SubsetOf(host, x));

    /// <summary>Some host of the mesh belongs to a pattern; the wildcard's own services count too.</summary>
    public bool AnyMatches(string pattern) =>
        pattern == "*" || (Hostnames.IsWildcard(pattern) ? _services.All.Any(x => Hostnames.Matches(x.Host, pattern)) || _drafted.Any(x => Hostnames.Matches(x, pattern)) : Exists(pattern));

    /// <summary>Whether an absence means something: without a single Service among the files, those of the cluster are somewhere else.</summary>
    public bool CanTell(string host) => IsOfKubernetes(host) ? _hasServices : _hasEntries;

    public static bool IsOfKubernetes(string host) => host.EndsWith(".svc.cluster.local", StringComparison.Ordinal);

    /// <summary>What a mistaken host was likely meant to be; null when nothing is near.</summary>
    public string? Nearest(string host) => Config.Binding.NearestName.Find(host, _services.All.Select(x => x.Host).Where(x => !Hostnames.IsWildcard(x) && Math.Abs(x.Length - host.Length) < 4));

    public bool HasNamespace(string @namespace) => _namespaces.Contains(@namespace);
}
