using System.Collections.Immutable;
using Mesh.Core.Config;

namespace Mesh.Core.Model;

/// <summary>All live objects at one moment, by kind and key. Immutable; a kind that did not change keeps its collection.</summary>
public sealed class ConfigSet
{
    public static readonly ConfigSet Empty = new(ImmutableDictionary<ConfigKind, ImmutableSortedDictionary<ConfigKey, ConfigObject>>.Empty);

    private readonly ImmutableDictionary<ConfigKind, ImmutableSortedDictionary<ConfigKey, ConfigObject>> _kinds;

    private ConfigSet(ImmutableDictionary<ConfigKind, ImmutableSortedDictionary<ConfigKey, ConfigObject>> kinds) => _kinds = kinds;

    public static ConfigSet Of(IEnumerable<ConfigObject> objects) => Empty.With(objects, []);

    public ConfigSet With(IEnumerable<ConfigObject> applied, IEnumerable<ConfigKey> removed)
    {
        var kinds = _kinds.ToBuilder();
        foreach (var group in applied.GroupBy(x => x.Kind))
        {
            var builder = OfKind(kinds, group.Key).ToBuilder();
            foreach (var item in group) builder[item.Key] = item;
            kinds[group.Key] = builder.ToImmutable();
        }
        foreach (var group in removed.GroupBy(x => x.Kind))
        {
            kinds[group.Key] = OfKind(kinds, group.Key).RemoveRange(group);
        }
        return new(kinds.ToImmutable());
    }

    /// <summary>What lies in selected namespaces, and what lies in none.</summary>
    /// <param name="before">A set and what was left of it by the same selection; null when there is none.</param>
    public ConfigSet Within(Func<string, bool> selected, (ConfigSet All, ConfigSet Left)? before) => new(_kinds.ToImmutableDictionary(
        x => x.Key,
        x => before is { } known && ReferenceEquals(x.Value, known.All._kinds.GetValueOrDefault(x.Key)) && known.Left._kinds.TryGetValue(x.Key, out var left)
            ? left
            : x.Value.RemoveRange(x.Value.Keys.Where(key => key.Namespace.Length > 0 && !selected(key.Namespace)))));

    /// <summary>Objects of a kind, ordered by namespace and name.</summary>
    /// <typeparam name="TSpec">The record of that kind.</typeparam>
    public IEnumerable<ConfigObject<TSpec>> All<TSpec>(ConfigKind kind) where TSpec : class =>
        _kinds.TryGetValue(kind, out var objects) ? objects.Values.Cast<ConfigObject<TSpec>>() : [];

    public ConfigObject<TSpec>? Find<TSpec>(ConfigKind kind, string @namespace, string name) where TSpec : class =>
        _kinds.TryGetValue(kind, out var objects) && objects.TryGetValue(new(kind, @namespace, name), out var found) ? (ConfigObject<TSpec>)found : null;

    public IEnumerable<ConfigObject> Everything => _kinds.OrderBy(x => x.Key).SelectMany(x => x.Value.Values);

    /// <inheritdoc cref="All"/>
    public IEnumerable<ConfigObject> OfKind(ConfigKind kind) => _kinds.TryGetValue(kind, out var objects) ? objects.Values : [];

    public bool Has(ConfigKind kind) => _kinds.TryGetValue(kind, out var objects) && objects.Count > 0;

    /// <summary>Number of objects by kind; kinds without any are left out.</summary>
    public IReadOnlyDictionary<ConfigKind, int> Counts => _kinds.Where(x => x.Value.Count > 0).OrderBy(x => x.Key).ToDictionary(x => x.Key, x => x.Value.Count);

    /// <summary>True when nothing of <paramref name="kind"/> differs between the two.</summary>
    public bool SameAs(ConfigSet other, ConfigKind kind) =>
        ReferenceEquals(_kinds.GetValueOrDefault(kind), other._kinds.GetValueOrDefault(kind));

    private static ImmutableSortedDictionary<ConfigKey, ConfigObject> OfKind(
        ImmutableDictionary<ConfigKind, ImmutableSortedDictionary<ConfigKey, ConfigObject>>.Builder kinds, ConfigKind kind) =>
        kinds.GetValueOrDefault(kind) ?? ImmutableSortedDictionary<ConfigKey, ConfigObject>.Empty;
}
