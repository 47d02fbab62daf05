using System.Collections.Immutable;
using System.Text.Json;
using static Mesh.Actors.Certificates.CertificateMessages;

namespace Mesh.Actors.Certificates;

/// <summary>
/// What was certified for one identity, and what of it was taken back. Pure. <see cref="Decide(RequestPermit)"/> may refuse; Apply may not.
/// </summary>
/// <param name="Granted">Certificates that have not ended, the oldest first, at most <see cref="MostKept"/>.</param>
/// <param name="Withdrawn">Those that were taken back; kept until they would have ended by themselves.</param>
/// <param name="BarredKeys">Keys of withdrawn certificates: never certified again.</param>
/// <param name="Total">Ever granted.</param>
public sealed record CertificateState(
    ImmutableQueue<CertificateLine> Granted, int Kept, ImmutableDictionary<UInt128, CertificateLine> Withdrawn, ImmutableHashSet<UInt128> BarredKeys, long Total)
{
    /// <summary>Of one identity. A deployment of more replicas is listed in part; what is taken back is kept beyond it.</summary>
    public const int MostKept = 1_000;

    /// <summary>A client that heard no answer asks again with the same key: what it was granted stands.</summary>
    private static readonly TimeSpan InFlight = TimeSpan.FromSeconds(10);

    public static readonly CertificateState None = new([], 0, ImmutableDictionary<UInt128, CertificateLine>.Empty, [], 0);

    /// <returns>The event to journal; or the serial that was granted just now for the same key; or why not.</returns>
    public (CertificateGranted? Event, UInt128? Standing, string? Reason) Decide(RequestPermit ask, CertificateLine? pending)
    {
        if (BarredKeys.Contains(ask.KeyDigest)) return (null, null, "this key was taken back: make a new one");
        if (pending is not null && pending.At + (long)InFlight.TotalMilliseconds > ask.Now && pending.NotAfter == ask.NotAfter && pending.Member == ask.Member) return (null, pending.Serial, null);
        return (new(ask.Serial, ask.KeyDigest, ask.Member, ask.Requester, ask.Now, ask.NotAfter), null, null);
    }

    public (CertificateWithdrawn? Event, string? Reason) Decide(Revoke revoke)
    {
        if (Withdrawn.ContainsKey(revoke.Serial)) return (null, "it was taken back before");
        return Granted.Any(x => x.Serial == revoke.Serial) ? (new(revoke.Serial, revoke.Now), null) : (null, "no certificate of this identity that is still good has that serial");
    }

    public CertificateState Apply(CertificateGranted e)
    {
        var (queue, kept) = (Granted.Enqueue(new(e.Serial, e.KeyDigest, e.Member, e.Requester, e.At, e.NotAfter)), Kept + 1);
        while (kept > MostKept || (!queue.IsEmpty && queue.Peek().NotAfter <= e.At))
        {
            queue = queue.Dequeue();
            kept--;
        }
        return this with { Granted = queue, Kept = kept, Total = Total + 1 };
    }

    public CertificateState Apply(CertificateWithdrawn e)
    {
        var line = Granted.First(x => x.Serial == e.Serial);
        var over = Withdrawn.Values.Where(x => x.NotAfter <= e.At).Select(x => x.Serial);
        return this with { Withdrawn = Withdrawn.RemoveRange(over).SetItem(e.Serial, line), BarredKeys = BarredKeys.Add(line.KeyDigest) };
    }

    public string ToJson() => JsonSerializer.Serialize(new Saved([.. Granted], [.. Withdrawn.Values], [.. BarredKeys], Total));

    public static CertificateState FromJson(string json)
    {
        var saved = JsonSerializer.Deserialize<Saved>(json) ?? throw new JsonException("no state");
        return new([.. saved.Granted], saved.Granted.Count, saved.Withdrawn.ToImmutableDictionary(x => x.Serial), [.. saved.BarredKeys], saved.Total);
    }

    private sealed record Saved(IReadOnlyList<CertificateLine> Granted, IReadOnlyList<CertificateLine> Withdrawn, IReadOnlyList<UInt128> BarredKeys, long Total);
}

/// <summary>One certificate. Times are Unix milliseconds.</summary>
public sealed record CertificateLine(UInt128 Serial, UInt128 KeyDigest, string Member, string Requester, long At, long NotAfter);
