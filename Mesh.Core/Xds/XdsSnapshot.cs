namespace Mesh.Core.Xds;

/// <summary>Everything that one proxy may ask for, at one revision of the mesh. The sets are shared among proxies; a snapshot is only their tuple.</summary>
public sealed class XdsSnapshot
{
    private readonly XdsResourceSet[] _sets;

    private XdsSnapshot(long revision, XdsResourceSet[] sets)
    {
        Revision = revision;
        _sets = sets;
    }

    public static readonly XdsSnapshot Empty = new(0, [.. XdsType.All.Select(type => XdsResourceSet.Of(type, []))]);

    /// <summary>Of the mesh model that it was translated from. Revisions only grow.</summary>
    public long Revision { get; }

    public XdsResourceSet this[XdsType type] => _sets[type.Index];

    public XdsSnapshot At(long revision) => new(revision, _sets);

    public XdsSnapshot With(XdsResourceSet set)
    {
        var sets = (XdsResourceSet[])_sets.Clone();
        sets[set.Type.Index] = set;
        return new(Revision, sets);
    }
}
