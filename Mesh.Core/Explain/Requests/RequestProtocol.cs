namespace Mesh.Core.Explain.Requests;

/// <summary>What a client speaks, by the scheme of the URL that it is asked about with.</summary>
public enum RequestProtocol
{
    /// <summary>HTTP/1.1 in plain text.</summary>
    Http,

    /// <summary>HTTP/1.1 inside TLS that the client itself begins.</summary>
    Https,

    /// <summary>HTTP/2 in plain text, as gRPC clients begin it.</summary>
    Grpc,

    /// <summary>TLS with something else inside.</summary>
    Tls,

    /// <summary>Bytes that no inspector knows.</summary>
    Tcp,
}
