using System.Runtime.CompilerServices;

namespace Mesh.Core.Xds;

/// <summary>What changes from one set to another. Streams that hold the one and are to hold the other share it.</summary>
internal sealed class SetDiff
{
    private readonly XdsResourceSet _from;
    private readonly XdsResourceSet _to;
    private readonly ConditionalWeakTable<NameSet, XdsResourceSet> _keeping = [];
    private XdsResourceSet? _union;
    private NameSet? _removedNames;

    public SetDiff(XdsResourceSet from, XdsResourceSet to)
    {
        (_from, _to) = (from, to);
        var (changed, removed) = (new List<Change>(), new List<XdsResource>());
        var (before, after) = (from.All, to.All);
        var (i, j) = (0, 0);
        while (i < before.Count || j < after.Count)
        {
            var order = i == before.Count ? 1 : j == after.Count ? -1 : string.CompareOrdinal(before[i].Name, after[j].Name);
            if (order < 0) removed.Add(before[i++]);
            else if (order > 0) changed.Add(new(null, after[j++]));
            else
            {
                if (!ReferenceEquals(before[i], after[j]) && before[i].Version != after[j].Version) changed.Add(new(before[i], after[j]));
                i++;
                j++;
            }
        }
        (Changed, Removed) = (changed, removed);
    }

    public readonly record struct Change(XdsResource? Before, XdsResource After);

    public IReadOnlyList<Change> Changed { get; }

    public IReadOnlyList<XdsResource> Removed { get; }

    public NameSet RemovedNames => _removedNames ??= NameSet.Of(Removed.Select(x => x.Name));

    /// <summary>The new set and all that left: what a client holds between the making and the breaking.</summary>
    public XdsResourceSet Union => _union ??= Removed.Count == 0 ? _to : Changed.Count == 0 ? _from : With(Removed);

    /// <summary>The new set and those of <paramref name="names"/> that left it.</summary>
    public XdsResourceSet Keeping(NameSet names) =>
        names.Count == 0 ? _to
        : names.Count == Removed.Count ? Union
        : _keeping.GetValue(names, kept => With(Removed.Where(x => kept.Contains(x.Name))));

    private XdsResourceSet With(IEnumerable<XdsResource> kept) => XdsResourceSet.Of(_to.Type, _to.All.Concat(kept));
}
