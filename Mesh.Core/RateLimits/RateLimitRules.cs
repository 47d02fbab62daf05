using System.Collections.Frozen;
using Envoy.Extensions.Common.Ratelimit.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Quotas;
using Mesh.Core.Values;
using EnvoyUnit = Envoy.Service.Ratelimit.V3.RateLimitResponse.Types.RateLimit.Types.Unit;

namespace Mesh.Core.RateLimits;

/// <summary>
/// The limits of all domains. They stand in ConfigMaps that carry the label <see cref="Label"/>, each entry one domain in the reference rate limit service's format,
/// so a ConfigMap of that service needs the label and no more.
/// </summary>
public sealed class RateLimitRules
{
    public const string Label = "mesh.actormesh.io/rate-limits";

    public static readonly RateLimitRules Empty = new([], []);

    private readonly FrozenDictionary<(ConfigKey Object, string Entry), (string Domain, RateLimitTree Tree)> _entries;
    private readonly FrozenDictionary<string, RateLimitTree> _domains;

    private RateLimitRules(Dictionary<(ConfigKey, string), (string Domain, RateLimitTree Tree)> entries, ValueList<(ConfigKey Object, ConfigError Error)> errors)
    {
        _entries = entries.ToFrozenDictionary();
        _domains = entries.Values.ToFrozenDictionary(x => x.Domain, x => x.Tree);
        Errors = errors;
    }

    /// <summary>Entries that are not used, and why.</summary>
    public ValueList<(ConfigKey Object, ConfigError Error)> Errors { get; }

    public IEnumerable<string> Domains => _domains.Keys;

    /// <param name="previous">The last good version of an entry that is broken now goes on.</param>
    public static RateLimitRules Build(ConfigSet configs, RateLimitRules previous)
    {
        var entries = new Dictionary<(ConfigKey, string), (string Domain, RateLimitTree Tree)>();
        var errors = new List<(ConfigKey, ConfigError)>();
        var taken = new HashSet<string>();
        foreach (var map in configs.All<ConfigMapObject>(ConfigKind.ConfigMap).Where(x => x.Meta.Labels.TryGetValue(Label, out var value) && value == "true"))
        {
            foreach (var (entry, text) in map.Spec.Data ?? ValueMap<string>.Empty)
            {
                var (domain, tree, wrong) = RateLimitReader.Read(text);
                errors.AddRange(wrong.Select(x => (map.Key, x with { Field = $"data[\"{entry}\"]{(x.Field.Length == 0 ? "" : $".{x.Field}")}" })));
                if (tree is null)
                {
                    if (!previous._entries.TryGetValue((map.Key, entry), out var last)) continue;
                    (domain, tree) = last;
                }
                if (taken.Add(domain)) entries[(map.Key, entry)] = (domain, tree);
                else errors.Add((map.Key, new($"data[\"{entry}\"].domain", $"{domain} stands in another entry already, which is used")));
            }
        }
        return new(entries, errors.ToValueList());
    }

    /// <summary>The limit stands where the last entry of the descriptor leads; an entry that leads nowhere ends the search.</summary>
    /// <returns>Null when nothing limits it.</returns>
    public RateLimit? Find(string domain, RateLimitDescriptor descriptor)
    {
        if (descriptor.Limit is { } ordered) return Ordered(domain, descriptor, ordered);
        var tree = _domains.GetValueOrDefault(domain);
        RateLimitTree.Branch? branch = null;
        foreach (var entry in descriptor.Entries)
        {
            branch = tree?.Find(entry.Key, entry.Value);
            if (branch is null) return null;
            tree = branch.Next;
        }
        return branch?.Limit;
    }

    /// <summary>Which counter a descriptor has: its domain and all its entries.</summary>
    public static string KeyOf(string domain, RateLimitDescriptor descriptor) => string.Concat(
        descriptor.Entries.Select(x => $"|{Uri.EscapeDataString(x.Key)}={Uri.EscapeDataString(x.Value)}").Prepend(domain));

    /// <summary>A descriptor may bring its limit along (<c>RateLimitOverride</c>).</summary>
    private static RateLimit Ordered(string domain, RateLimitDescriptor descriptor, RateLimitDescriptor.Types.RateLimitOverride ordered)
    {
        var window = ordered.Unit switch
        {
            Envoy.Type.V3.RateLimitUnit.Minute => (TimeSpan.FromMinutes(1), EnvoyUnit.Minute),
            Envoy.Type.V3.RateLimitUnit.Hour => (TimeSpan.FromHours(1), EnvoyUnit.Hour),
            Envoy.Type.V3.RateLimitUnit.Day => (TimeSpan.FromDays(1), EnvoyUnit.Day),
            Envoy.Type.V3.RateLimitUnit.Month => (TimeSpan.FromDays(30), EnvoyUnit.Month),
            Envoy.Type.V3.RateLimitUnit.Year => (TimeSpan.FromDays(365), EnvoyUnit.Year),
            _ => (TimeSpan.FromSeconds(1), EnvoyUnit.Second),
        };
        return new(KeyOf(domain, descriptor), QuotaLimit.Fixed(ordered.RequestsPerUnit, window.Item1), false, ordered.RequestsPerUnit, window.Item2);
    }
}
