using Mesh.Core.Model;

namespace Mesh.Core.Translation.Listeners;

/// <summary>What a listener has to tell apart on a port.</summary>
public enum PortKind
{
    /// <summary>UDP and the like, which no listener takes.</summary>
    None,
    Http,
    Tcp,
    /// <summary>Sniffed: HTTP and TCP side by side.</summary>
    Auto,
}

public static class PortKinds
{
    public static PortKind Of(Protocol protocol) => protocol switch
    {
        Protocol.Udp or Protocol.Hbone => PortKind.None,
        Protocol.Unsupported => PortKind.Auto,
        _ => protocol.IsHttp() ? PortKind.Http : PortKind.Tcp,
    };

    /// <summary>A UDP port of a service gets a TCP chain, since the number says nothing of what else comes there.</summary>
    public static PortKind OfInbound(Protocol protocol) => protocol == Protocol.Udp ? PortKind.Tcp : Of(protocol);
}
