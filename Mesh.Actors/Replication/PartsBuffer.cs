using static Mesh.Actors.Replication.ReplicaMessages;

namespace Mesh.Actors.Replication;

/// <summary>Puts the parts of one delta together; they come in order, and a part of another delta begins anew.</summary>
internal sealed class PartsBuffer
{
    /// <summary>Parts of one delta, a mebibyte each.</summary>
    private const int MostParts = 256;

    private readonly List<string> _parts = [];
    private (Mark Before, Mark After, int Count) _of;

    /// <returns>The data when this was the last part; null before.</returns>
    public string[]? Add(RevisionPart part)
    {
        var of = (new Mark(part.BeforeTerm, part.Before), new Mark(part.Term, part.Revision), part.Count);
        if (part.Index == 0 || of != _of)
        {
            _parts.Clear();
            _of = of;
        }
        if (part.Index != _parts.Count || part.Count is < 1 or > MostParts) return null;
        _parts.Add(part.Data);
        if (_parts.Count < part.Count) return null;
        var whole = _parts.ToArray();
        _parts.Clear();
        return whole;
    }
}
