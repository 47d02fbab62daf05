using Akka.Actor;
using Envoy.Service.Discovery.V3;
using Mesh.Actors.Secrets;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Actors.Connections;

/// <summary>The gateway's end of one connection actor.</summary>
internal sealed class XdsStream(IActorRef connection, Action closed) : IXdsStream, IRequestCredit
{
    /// <summary>Requests that may wait in the actor's mailbox before the client has to: an Envoy asks for some types at once, a flood is another thing.</summary>
    private const int RequestsInFlight = 16;

    private readonly SemaphoreSlim _credit = new(RequestsInFlight);
    private int _closed;

    public async ValueTask Receive(DiscoveryRequest request)
    {
        await Credit().ConfigureAwait(false);
        connection.Tell(new RequestReceived(request, this), ActorRefs.NoSender);
    }

    public async ValueTask Receive(DeltaDiscoveryRequest request)
    {
        await Credit().ConfigureAwait(false);
        connection.Tell(new DeltaRequestReceived(request, this), ActorRefs.NoSender);
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0) return;
        closed();
        // Whoever still waits for credit is let through: an actor that is gone returns none.
        _credit.Release(RequestsInFlight);
        connection.Tell(StreamClosed.Instance, ActorRefs.NoSender);
    }

    public void Return() => _credit.Release();

    public async Task<ConnectionReport?> Describe(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await connection.Ask<ConnectionReport>(DescribeConnection.Instance, patience, cancel).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <returns>null when it does not answer in time.</returns>
    public async Task<SecretReport?> Secrets(TimeSpan patience)
    {
        try
        {
            return await connection.Ask<SecretReport>(DescribeSecrets.Instance, patience).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private Task Credit() => _credit.WaitAsync();
}
