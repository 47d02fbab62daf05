using Mesh.Core.Checks;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>
/// The last gate: only what Envoy will take leaves. A resource that fails its check is withheld, and the last good one of its name stays.
/// </summary>
internal sealed class Vetting(XdsSnapshot last, TranslationMemo memo)
{
    private readonly List<Withheld> _withheld = [];

    public IReadOnlyList<Withheld> Withheld => _withheld;

    /// <returns>The last snapshot itself when nothing differs from it.</returns>
    public XdsSnapshot Snapshot(long revision, IReadOnlyList<(XdsType Type, IReadOnlyList<Translated> Resources)> stages)
    {
        var snapshot = last;
        foreach (var (type, resources) in stages)
        {
            var set = Intern(type, Good(type, resources));
            if (set.Version != last[type].Version) snapshot = snapshot.With(set);
        }
        return ReferenceEquals(snapshot, last) ? last : snapshot.At(revision);
    }

    /// <summary>The last snapshot with some resources of a type replaced by newer ones of their names.</summary>
    public XdsSnapshot Replace(long revision, XdsType type, IReadOnlyList<Translated> changed)
    {
        var news = Good(type, changed).ToDictionary(x => x.Name);
        var set = Intern(type, [.. last[type].All.Select(x => news.GetValueOrDefault(x.Name) ?? x)]);
        return set.Version == last[type].Version ? last : last.With(set).At(revision);
    }

    private List<XdsResource> Good(XdsType type, IReadOnlyList<Translated> resources)
    {
        // Each is asked for its candidate once: another class that has the resource too may make another one at the same moment.
        var byCandidate = new Dictionary<Candidate, Translated>(resources.Count, ReferenceEqualityComparer.Instance);
        var candidates = new List<Candidate>(resources.Count);
        foreach (var resource in resources)
        {
            var candidate = resource.Candidate;
            candidates.Add(candidate);
            byCandidate[candidate] = resource;
        }
        var verdict = SnapshotCheck.Check(type, candidates, x => byCandidate[x].Errors);
        var good = verdict.Kept.Select(x => SameAsBefore(byCandidate[x].Packed)).ToList();
        var names = verdict.Withheld.Count == 0 ? [] : verdict.Kept.Select(x => x.Name).ToHashSet();
        foreach (var bad in verdict.Withheld)
        {
            _withheld.Add(new(type, bad.Name, bad.Errors.ToValueList(), bad.Origins.ToValueList()));
            if (names.Add(bad.Name) && last[type].Find(bad.Name) is { } before) good.Add(before);
        }
        return good;
    }

    /// <summary>What was made anew with the content of the last one is the last one.</summary>
    private XdsResource SameAsBefore(XdsResource resource) =>
        last[resource.Type].Find(resource.Name) is { } before && before.Version == resource.Version ? before : resource;

    /// <summary>Classes that get the same resources share one set, and so whatever is derived from it.</summary>
    private XdsResourceSet Intern(XdsType type, List<XdsResource> resources) =>
        memo.GetOrAdd(new SetKey(type, [.. resources]), static key => XdsResourceSet.Of(key.Type, key.Resources));

    /// <summary>Compares by the identity of the resources.</summary>
    private sealed class SetKey : IEquatable<SetKey>
    {
        private readonly int _hash;

        public SetKey(XdsType type, XdsResource[] resources)
        {
            Type = type;
            Resources = resources;
            var hash = new HashCode();
            hash.Add(type.Index);
            foreach (var resource in resources) hash.Add(System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(resource));
            _hash = hash.ToHashCode();
        }

        public XdsType Type { get; }

        public XdsResource[] Resources { get; }

        public bool Equals(SetKey? other) => other is not null && _hash == other._hash && Type == other.Type && Resources.AsSpan().SequenceEqual(other.Resources);

        public override bool Equals(object? obj) => Equals(obj as SetKey);

        public override int GetHashCode() => _hash;
    }
}
