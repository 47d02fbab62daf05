using System.Net;
using System.Net.Sockets;
using Mesh.Actors.Jwks;
using Mesh.Core.Security.Jwks;

namespace Mesh.Gateway.Jwks;

/// <summary>
/// Looks a name up once, and connects to one of the addresses that the guard lets pass: a name that answers otherwise a moment later gains nothing.
/// </summary>
internal sealed class GuardedConnect(FetchGuard guard)
{
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host.Trim('[', ']');
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Resolve(host, cancel).ConfigureAwait(false);
        var refusals = addresses.Select(guard.Refusal).ToList();
        // A name that has any forbidden address is refused as a whole: which one it gives first is its owner's choice.
        if (refusals.OfType<string>().FirstOrDefault() is { } refusal) throw new WebReadException(literal is null ? $"{host} is {refusal}" : refusal);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new WebReadException($"{host}:{context.DnsEndPoint.Port} cannot be reached ({e.SocketErrorCode})", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> Resolve(string host, CancellationToken cancel)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
            return found.Length > 0 ? found : throw new WebReadException($"{host} has no address");
        }
        catch (SocketException e)
        {
            throw new WebReadException($"{host} is not known ({e.SocketErrorCode})", e);
        }
    }
}
