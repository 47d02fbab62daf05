using System.IO.Hashing;
using System.Text;

namespace Mesh.Core.Telemetry.AccessLog;

/// <summary>The mesh by which records are read now.</summary>
/// <param name="Epoch">Grows at a measured pace while the mesh changes: what was found out in an earlier epoch is found out anew.</param>
public sealed record MeshNow(PeerDirectory Directory, long Epoch);

/// <summary>
/// Sums the records of one stream. Records that are alike but for their numbers are told by a hash of the bytes that name their series, so that names
/// are made once and not for every record. Not for several threads at once.
/// </summary>
/// <param name="seed">Of the hash: unknown to clients, so that none can make two series meet.</param>
public sealed class StreamFold(ReporterInfo reporter, Reporter? side, SeriesNames names, long seed)
{
    /// <summary>Kinds of records that are remembered. Beyond it all are forgotten and found out anew: that costs time, not records.</summary>
    private const int MostKnown = 4096;

    private const int FieldsInHash = 16;

    private readonly Dictionary<UInt128, Known> _known = [];
    private readonly SeriesSums _sums = new();
    private byte[] _scratch = new byte[512];
    private bool _tellsOfConnects;

    /// <param name="entries">HTTPAccessLogEntries.</param>
    /// <returns>How many records were counted.</returns>
    public int Http(ReadOnlySpan<byte> entries, MeshNow mesh)
    {
        var count = 0;
        var fields = new WireReader(entries);
        while (fields.Next())
        {
            if (fields.Field != 1)
            {
                fields.Skip();
                continue;
            }
            var entry = LogEntryReader.Http(fields.Bytes());
            if (entry.IsUnfinished) continue;
            SumsOf(entry, mesh).Add(new Measures { Requests = 1, Duration = entry.Duration, RequestBytes = entry.BytesIn, ResponseBytes = entry.BytesOut });
            count++;
        }
        return count;
    }

    /// <param name="entries">TCPAccessLogEntries.</param>
    /// <returns>How many records were counted.</returns>
    public int Tcp(ReadOnlySpan<byte> entries, MeshNow mesh)
    {
        var count = 0;
        var fields = new WireReader(entries);
        while (fields.Next())
        {
            if (fields.Field != 1)
            {
                fields.Skip();
                continue;
            }
            var entry = LogEntryReader.Tcp(fields.Bytes());
            if (entry.IsUnfinished) continue;
            var opens = entry.Moment == LogMoment.TcpUpstreamConnected;
            // An Envoy that tells of beginnings tells of all: their ends are then only ends.
            _tellsOfConnects |= opens;
            SumsOf(entry, mesh).Add(opens
                ? new Measures { Opened = 1 }
                : new Measures { Opened = _tellsOfConnects ? 0 : 1, Closed = 1, Sent = entry.BytesOut, Received = entry.BytesIn });
            count++;
        }
        return count;
    }

    /// <summary>For records that were read some other way.</summary>
    public void Add(EntryFacts facts, in Measures measures, MeshNow mesh) =>
        _sums.Of(names.Intern(SeriesResolver.Resolve(facts with { Side = facts.Side ?? side }, reporter, mesh.Directory))).Add(measures);

    public void Add(RequestObserved request) => _sums.Of(names.Intern(request.Series)).Add(request.Measures);

    /// <summary>Hands over what was summed, and begins anew.</summary>
    public void Drain(Action<SeriesKey, Sums> take)
    {
        var idle = 0;
        foreach (var (series, sums) in _sums.All)
        {
            if (sums.IsEmpty)
            {
                idle++;
                continue;
            }
            take(series, sums);
            sums.Clear();
        }
        if (idle > 64 && idle > _sums.Count / 2) ForgetIdle();
    }

    private void ForgetIdle()
    {
        _known.Clear();
        _sums.Clear();
    }

    private Sums SumsOf(in LogEntry entry, MeshNow mesh)
    {
        var isOutbound = side == Reporter.Source || reporter.IsGateway || entry.UpstreamCluster.StartsWith("outbound|"u8);
        var print = Fingerprint(entry, isOutbound);
        if (_known.TryGetValue(print, out var known) && known.Epoch == mesh.Epoch && (known.IsComplete || ReferenceEquals(known.Mesh, mesh.Directory))) return known.Sums;
        var series = names.Intern(SeriesResolver.Resolve(Facts(entry, isOutbound), reporter, mesh.Directory));
        if (_known.Count >= MostKnown) _known.Clear();
        var sums = _sums.Of(series);
        _known[print] = new(sums, mesh.Epoch, mesh.Directory, !series.Edge.Source.IsUnknown && !series.Edge.Destination.IsUnknown);
        return sums;
    }

    private EntryFacts Facts(in LogEntry entry, bool isOutbound) => new()
    {
        Side = side,
        ClientAddress = Text(isOutbound ? entry.DownstreamAddress : ClientOf(entry)),
        LocalAddress = Text(entry.LocalAddress),
        LocalPort = entry.LocalPort,
        UpstreamAddress = Text(entry.UpstreamAddress),
        UpstreamCluster = Text(entry.UpstreamCluster),
        PeerUri = Text(entry.PeerUri),
        Authority = Text(entry.Authority),
        GrpcStatus = Text(entry.GrpcStatus),
        IsTcp = entry.IsTcp,
        IsGrpc = IsGrpc(entry),
        MutualTls = entry.MutualTls,
        Code = entry.Code,
        Flags = ResponseFlags.Text(entry.Flags),
    };

    private UInt128 Fingerprint(in LogEntry entry, bool isOutbound)
    {
        var length = 0;
        var client = isOutbound ? [] : ClientOf(entry);
        var local = isOutbound && entry.UpstreamCluster.Length > 0 ? [] : entry.LocalAddress;
        var authority = isOutbound ? [] : entry.Authority;
        Room(entry.UpstreamCluster.Length + entry.UpstreamAddress.Length + client.Length + local.Length + entry.PeerUri.Length + authority.Length + entry.GrpcStatus.Length);
        Append(entry.UpstreamCluster, ref length);
        Append(entry.UpstreamAddress, ref length);
        Append(client, ref length);
        Append(local, ref length);
        Append(entry.PeerUri, ref length);
        Append(authority, ref length);
        Append(entry.GrpcStatus, ref length);
        Append(local.IsEmpty ? 0 : (ulong)entry.LocalPort, ref length);
        Append(entry.Flags, ref length);
        Append(entry.Code | ((ulong)(entry.IsTcp ? 1 : 0) << 32) | ((ulong)(entry.MutualTls ? 1 : 0) << 33) | ((ulong)(IsGrpc(entry) ? 1 : 0) << 34), ref length);
        return XxHash128.HashToUInt128(_scratch.AsSpan(0, length), seed);
    }

    private void Room(int texts)
    {
        var needed = texts + (FieldsInHash * sizeof(ulong));
        if (_scratch.Length < needed) _scratch = new byte[needed * 2];
    }

    /// <summary>Its length goes before a text, so that what ends one cannot pass for the beginning of the next.</summary>
    private void Append(ReadOnlySpan<byte> text, ref int length)
    {
        BitConverter.TryWriteBytes(_scratch.AsSpan(length), text.Length);
        text.CopyTo(_scratch.AsSpan(length + sizeof(int)));
        length += sizeof(int) + text.Length;
    }

    private void Append(ulong number, ref int length)
    {
        BitConverter.TryWriteBytes(_scratch.AsSpan(length), number);
        length += sizeof(ulong);
    }

    private static ReadOnlySpan<byte> ClientOf(in LogEntry entry) => entry.DirectAddress.IsEmpty ? entry.DownstreamAddress : entry.DirectAddress;

    private static bool IsGrpc(in LogEntry entry) => entry.ContentType.StartsWith("application/grpc"u8) || !entry.GrpcStatus.IsEmpty;

    private static string Text(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? "" : Encoding.UTF8.GetString(bytes);

    private readonly record struct Known(Sums Sums, long Epoch, PeerDirectory Mesh, bool IsComplete);
}
