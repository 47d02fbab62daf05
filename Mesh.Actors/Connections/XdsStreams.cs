using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Akka.Actor;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Xds;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Actors.Connections;

/// <summary>The door to this member's connections: opens streams, and knows which are open.</summary>
/// <param name="region">Of connections.</param>
/// <param name="member">Names this incarnation of this member.</param>
/// <param name="openTimeout">How long a new stream waits for its actor. Greater than zero.</param>
public sealed class XdsStreams(IActorRef region, string member, CurrentMesh mesh, TimeSpan openTimeout) : IXdsStreams
{
    private readonly ConcurrentDictionary<string, XdsStream> _open = new();
    private long _opened;

    public string Member { get; } = member;

    public int Count => _open.Count;

    /// <summary>The shard of this member has its place, so that a new stream need not wait for a coordinator that may just be lost.</summary>
    public bool IsOpen { get; private set; }

    public async Task<IXdsStream> Open(StreamKind kind, XdsType? only, StreamPeer peer, ChannelWriter<OutgoingResponse> outbox, CancellationToken cancel)
    {
        if (mesh.Model is null) throw new StreamEndedException(StreamFailureCode.Unavailable, "no configuration is loaded yet");
        var id = Interlocked.Increment(ref _opened).ToString(CultureInfo.InvariantCulture);
        try
        {
            var opened = await region.Ask<StreamOpened>(new OpenStream(Member, id, kind, only, peer, outbox), openTimeout, cancel).ConfigureAwait(false);
            var stream = new XdsStream(opened.Connection, () => _open.TryRemove(id, out _));
            _open[id] = stream;
            return stream;
        }
        catch (AskTimeoutException)
        {
            throw new StreamEndedException(StreamFailureCode.Unavailable, $"no connection actor answered within {openTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Asks for the place of this member's shard until there is one.</summary>
    internal async Task TakePlace(Task terminated)
    {
        while (!terminated.IsCompleted)
        {
            try
            {
                await region.Ask<PlaceTaken>(new TakePlace(Member, "first"), openTimeout).ConfigureAwait(false);
                IsOpen = true;
                return;
            }
            catch (AskTimeoutException)
            {
                // Not one of the cluster yet, or the coordinator is moving.
            }
        }
    }

    /// <summary>What every open stream says of itself; one that does not answer in time is left out.</summary>
    public async Task<IReadOnlyList<ConnectionReport>> Describe(TimeSpan patience, CancellationToken cancel)
    {
        var reports = await Task.WhenAll(_open.Values.Select(x => x.Describe(patience, cancel))).ConfigureAwait(false);
        return [.. reports.OfType<ConnectionReport>().OrderBy(x => x.Proxy?.Id ?? "", StringComparer.Ordinal).ThenBy(x => x.Since)];
    }

    /// <summary>What every open stream's proxy holds of secrets. One that does not answer in time counts as one that has not heard of anything new.</summary>
    public async Task<IReadOnlyList<SecretReport>> Secrets(TimeSpan patience)
    {
        var open = _open.Values.ToList();
        var reports = await Task.WhenAll(open.Select(x => x.Secrets(patience))).ConfigureAwait(false);
        return [.. reports.Select(x => x ?? new(null, HasRoots: true, HasCertificate: false, "", ""))];
    }
}
