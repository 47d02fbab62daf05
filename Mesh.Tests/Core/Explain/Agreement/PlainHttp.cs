using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>HTTP/1.1 written by hand: what libraries would mend in a request has to reach the Envoy as it is.</summary>
internal sealed class PlainHttp(Stream stream) : IDisposable
{
    /// <summary>By which the Envoy of a test names what it chose.</summary>
    public const string RouteHeader = "x-route";

    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    public static async Task<PlainHttp> Connect(string socket) => new(await Open(socket));

    public static async Task<NetworkStream> Open(string socket)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        return new(client, ownsSocket: true);
    }

    /// <returns>null when the Envoy closes the connection instead of an answer.</returns>
    public async Task<(int Status, string Route)?> TrySend(string method, string path, string host, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        try
        {
            return await Send(method, path, host, headers, cancel);
        }
        catch (IOException)
        {
            Dispose();
            return null;
        }
    }

    public async Task<(int Status, string Route)> Send(string method, string path, string host, IEnumerable<KeyValuePair<string, string>> headers, CancellationToken cancel)
    {
        var text = new StringBuilder($"{method} {path} HTTP/1.1\r\nhost: {host}\r\n");
        foreach (var (name, value) in headers) text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.Append("\r\n").ToString()), cancel);
        var status = int.Parse((await Line(cancel)).Split(' ')[1], CultureInfo.InvariantCulture);
        var (length, route) = (0, "");
        while (await Line(cancel) is { Length: > 0 } header)
        {
            if (header.StartsWith(RouteHeader, StringComparison.Ordinal)) route = header[(RouteHeader.Length + 2)..];
            if (header.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) length = int.Parse(header.Split(':')[1], CultureInfo.InvariantCulture);
        }
        while (_end - _start < length) await Fill(cancel);
        _start += length;
        return (status, route);
    }

    public void Dispose() => stream.Dispose();

    private async Task<string> Line(CancellationToken cancel)
    {
        while (true)
        {
            var end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, end - _start).TrimEnd('\r');
                _start = end + 1;
                return line;
            }
            await Fill(cancel);
        }
    }

    private async Task Fill(CancellationToken cancel)
    {
        Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
        (_start, _end) = (0, _end - _start);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancel);
        if (read == 0) throw new IOException("the Envoy closed the connection");
        _end += read;
    }
}
