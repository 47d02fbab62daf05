using System.Collections.Concurrent;

namespace Mesh.Actors.Certificates;

/// <summary>Certificates that were taken back and have not ended yet, as this member has heard of them. Read on every handshake.</summary>
public sealed class RevokedSerials
{
    private readonly ConcurrentDictionary<UInt128, DateTimeOffset> _serials = new();

    public bool Contains(UInt128 serial) => _serials.ContainsKey(serial);

    public void Add(UInt128 serial, DateTimeOffset notAfter, DateTimeOffset now)
    {
        foreach (var (over, _) in _serials.Where(x => x.Value <= now)) _serials.TryRemove(over, out _);
        _serials[serial] = notAfter;
    }
}

/// <summary>On the event stream of a member: streams of this certificate have to end.</summary>
public sealed record SerialRevoked(UInt128 Serial) : Akka.Actor.INoSerializationVerificationNeeded;
