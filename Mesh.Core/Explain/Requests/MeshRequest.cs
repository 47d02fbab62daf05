namespace Mesh.Core.Explain.Requests;

/// <summary>A request that somebody asks about: as a client would make it, before any proxy has seen it.</summary>
/// <param name="Host">Of the URL: a name or an IP address, without brackets.</param>
/// <param name="Path">With its query.</param>
/// <param name="Headers">In the order written, <c>Host</c> among them when the client sets it.</param>
public sealed record MeshRequest(RequestProtocol Protocol, string Method, string Host, int Port, string Path, IReadOnlyList<KeyValuePair<string, string>> Headers)
{
    /// <summary>True where the client's own TLS hides the request from a proxy that does not end it.</summary>
    public bool IsTls => Protocol is RequestProtocol.Https or RequestProtocol.Tls;

    public bool IsHttp => Protocol is RequestProtocol.Http or RequestProtocol.Https or RequestProtocol.Grpc;

    /// <summary>The Host header (or :authority) that the client sends.</summary>
    public string Authority => Headers.FirstOrDefault(x => x.Key.Equals("host", StringComparison.OrdinalIgnoreCase)).Value ?? HostAndPort;

    public override string ToString() => IsHttp ? $"{Method} {Scheme}://{HostAndPort}{Path}" : $"{Scheme}://{HostAndPort}";

    private string Scheme => Protocol.ToString().ToLowerInvariant();

    private string HostAndPort
    {
        get
        {
            var host = Host.Contains(':') ? $"[{Host}]" : Host;
            return Port == RequestLine.DefaultPort(Protocol) ? host : $"{host}:{Port}";
        }
    }
}
