namespace Mesh.Core.Model;

/// <summary>What a Service port speaks, as Istio's names have it.</summary>
public enum Protocol
{
    /// <summary>Nothing says it: the proxy sniffs ("auto").</summary>
    Unsupported,
    Http,
    Http2,
    Https,
    Grpc,
    GrpcWeb,
    Tcp,
    Tls,
    Udp,
    Mongo,
    Redis,
    MySql,
    HttpProxy,
    Hbone,
}

/// <summary>Reads protocols from port names and appProtocol, and groups them.</summary>
public static class Protocols
{
    /// <summary>Ports of server-first protocols, where sniffing would hang the client.</summary>
    private static readonly HashSet<int> WellKnownTcpPorts = [25, 53, 3306, 27017];

    public static bool IsHttp(this Protocol protocol) => protocol
        is Protocol.Http or Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb or Protocol.HttpProxy;

    public static bool IsHttp2(this Protocol protocol) => protocol is Protocol.Http2 or Protocol.Grpc or Protocol.GrpcWeb;

    public static bool IsTls(this Protocol protocol) => protocol is Protocol.Https or Protocol.Tls;

    public static bool IsTcp(this Protocol protocol) => protocol
        is Protocol.Tcp or Protocol.Https or Protocol.Tls or Protocol.Mongo or Protocol.Redis or Protocol.MySql;

    public static bool IsSniffed(this Protocol protocol) => protocol is Protocol.Unsupported;

    /// <summary>A protocol by its own name, in any case: <c>HTTP</c>, <c>grpc-web</c>, …</summary>
    public static Protocol Parse(string? name) => name?.ToLowerInvariant() switch
    {
        "tcp" => Protocol.Tcp,
        "udp" => Protocol.Udp,
        "grpc" => Protocol.Grpc,
        "grpc-web" => Protocol.GrpcWeb,
        "http" => Protocol.Http,
        "http_proxy" => Protocol.HttpProxy,
        "http2" => Protocol.Http2,
        "https" => Protocol.Https,
        "tls" => Protocol.Tls,
        "mongo" => Protocol.Mongo,
        "redis" => Protocol.Redis,
        "mysql" => Protocol.MySql,
        "hbone" => Protocol.Hbone,
        _ => Protocol.Unsupported,
    };

    /// <summary>appProtocol first, then the port name up to its first dash, then the well-known server-first ports.</summary>
    public static Protocol OfServicePort(int port, string? name, string? transport, string? appProtocol)
    {
        if (string.Equals(transport, "UDP", StringComparison.OrdinalIgnoreCase)) return Protocol.Udp;
        if (appProtocol is { Length: > 0 })
        {
            // One that nobody knows still outweighs the name.
            var chosen = OfAppProtocol(appProtocol);
            return chosen is Protocol.Unsupported && WellKnownTcpPorts.Contains(port) ? Protocol.Tcp : chosen;
        }
        var prefix = name ?? "";
        var dash = prefix.IndexOf('-');
        if (prefix.StartsWith("grpc-web", StringComparison.OrdinalIgnoreCase)) return Protocol.GrpcWeb;
        var protocol = Parse(dash < 0 ? prefix : prefix[..dash]);
        return protocol is Protocol.Unsupported && WellKnownTcpPorts.Contains(port) ? Protocol.Tcp : protocol;
    }

    private static Protocol OfAppProtocol(string appProtocol) => appProtocol switch
    {
        "kubernetes.io/h2c" => Protocol.Http2,
        "kubernetes.io/ws" => Protocol.Http,
        "kubernetes.io/wss" => Protocol.Https,
        "http_proxy" => Protocol.Unsupported,
        _ => Parse(appProtocol),
    };
}
