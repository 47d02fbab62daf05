using System.Net;

namespace Mesh.Core.Explain.Requests;

/// <summary>A connection as it comes to a proxy: what its listeners can tell of it.</summary>
public sealed record Connection
{
    /// <summary>Where the client wanted to go, which redirection keeps; null for an address that nobody in the mesh knows.</summary>
    public IPAddress? Destination { get; init; }

    public required int Port { get; init; }

    /// <summary>null when it is not known.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>null for plain text.</summary>
    public TlsHello? Tls { get; init; }

    /// <summary>What the bytes are, inside TLS where there is some.</summary>
    public required RequestProtocol Protocol { get; init; }

    public bool IsHttp2 => Protocol == RequestProtocol.Grpc || Tls?.Alpn.Contains("h2") == true;

    public override string ToString()
    {
        var what = Protocol switch { RequestProtocol.Grpc => "HTTP/2", RequestProtocol.Http or RequestProtocol.Https => IsHttp2 ? "HTTP/2" : "HTTP/1.1", _ => "TCP" };
        var to = $"{(Destination is { } ip ? ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{ip}]" : ip.ToString() : "an address outside of the mesh")}, port {Port}";
        return Tls is null ? $"{what} in plain text to {to}" : $"{what} in {Tls} to {to}";
    }
}

/// <summary>What the first bytes of a client's TLS tell, and who the client proves to be.</summary>
/// <param name="Peer">The identity in the client's certificate; null when it shows none.</param>
public sealed record TlsHello(string Sni, IReadOnlyList<string> Alpn, string? Peer)
{
    public override string ToString() => $"{(Peer is null ? "TLS" : $"mutual TLS of {Peer}")}{(Sni.Length > 0 ? $", SNI {Sni}" : "")}{(Alpn.Count > 0 ? $", ALPN {string.Join(" ", Alpn)}" : "")}";
}
