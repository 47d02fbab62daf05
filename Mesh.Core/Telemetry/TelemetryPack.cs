using System.Text;

namespace Mesh.Core.Telemetry;

/// <summary>
/// Sums as bytes, to be sent and kept. Texts are written once and then by number; aggregations by name and only their numbers that are not 0, so that a
/// release that knows other aggregations can still read the rest.
/// </summary>
public sealed class PackWriter
{
    private readonly Dictionary<string, int> _texts = [];
    private readonly MemoryStream _bytes = new();

    public int Length => (int)_bytes.Length;

    public byte[] ToArray() => _bytes.ToArray();

    public void Number(long value)
    {
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            _bytes.WriteByte((byte)(rest | 0x80));
            rest >>= 7;
        }
        _bytes.WriteByte((byte)rest);
    }

    public void Text(string text)
    {
        if (_texts.TryGetValue(text, out var known))
        {
            Number(known);
            return;
        }
        Number(_texts.Count);
        _texts[text] = _texts.Count;
        var bytes = Encoding.UTF8.GetBytes(text);
        Number(bytes.Length);
        _bytes.Write(bytes);
    }

    public void Series(SeriesKey series)
    {
        var edge = series.Edge;
        Number((int)edge.Reporter);
        Peer(edge.Source);
        Peer(edge.Destination);
        Text(edge.Service);
        Text(edge.ServiceName);
        Text(edge.ServiceNamespace);
        Text(edge.Protocol);
        Text(edge.Security);
        Text(series.Code);
        Text(series.Flags);
        Text(series.GrpcStatus);
    }

    public void Sums(Sums sums)
    {
        var used = Aggregations.All.Where(x => sums.Of(x).ContainsAnyExcept(0L)).ToList();
        Number(used.Count);
        foreach (var aggregation in used)
        {
            var values = sums.Of(aggregation);
            Text(aggregation.Name);
            Number(values.Length - values.Count(0L));
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] == 0) continue;
                Number(i);
                Number(values[i]);
            }
        }
    }

    private void Peer(Peer peer)
    {
        Text(peer.Workload);
        Text(peer.Namespace);
        Text(peer.Principal);
        Text(peer.App);
        Text(peer.Version);
        Text(peer.CanonicalService);
        Text(peer.CanonicalRevision);
        Text(peer.Cluster);
    }
}

/// <summary>Reads what <see cref="PackWriter"/> wrote; <see cref="FormatException"/> for anything else.</summary>
public ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly List<string> _texts = [];
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty) throw new FormatException("packed sums end in the middle of a number");
            var part = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return (long)value;
        }
        throw new FormatException("a packed number has more than 64 bits");
    }

    public string Text()
    {
        var index = Number();
        if (index >= 0 && index < _texts.Count) return _texts[(int)index];
        var length = Number();
        if (index != _texts.Count || length < 0 || length > _rest.Length) throw new FormatException("packed sums name a text that is not there");
        var text = Encoding.UTF8.GetString(_rest[..(int)length]);
        _rest = _rest[(int)length..];
        _texts.Add(text);
        return text;
    }

    public SeriesKey Series()
    {
        var reporter = (Reporter)Number();
        var edge = new EdgeKey(reporter, Peer(), Peer(), Text(), Text(), Text(), Text(), Text());
        return new(edge, Text(), Text(), Text());
    }

    /// <param name="into">What is read is added to it.</param>
    public void Sums(Sums into)
    {
        for (var names = Number(); names > 0; names--)
        {
            var aggregation = Aggregations.Find(Text());
            var range = aggregation is null ? default : Aggregations.RangeOf(aggregation);
            for (var values = Number(); values > 0; values--)
            {
                var index = Number();
                var value = Number();
                // Of a later release, or none of ours.
                if (aggregation is null || index < 0 || index >= aggregation.Width) continue;
                into.Add(range.Start.Value + (int)index, value);
            }
        }
    }

    private Peer Peer() => new(Text(), Text(), Text(), Text(), Text(), Text(), Text(), Text());
}
