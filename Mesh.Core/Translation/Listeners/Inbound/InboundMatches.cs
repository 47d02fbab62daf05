using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Inbound;

/// <summary>One way in which a port is spoken to.</summary>
/// <param name="Transport"><c>tls</c> or <c>raw_buffer</c>, as the TLS inspector found it.</param>
/// <param name="Protocols">ALPN names; empty: any.</param>
/// <param name="Http">Read as HTTP, else passed on as it is.</param>
/// <param name="EndTls">The proxy ends the TLS with its own certificate, else it is the application's.</param>
internal sealed record InboundMatch(string Transport, ValueList<string> Protocols, bool Http, bool EndTls);

/// <summary>Which ways there are, by the mutual TLS that is asked for and by what the port speaks. Istio's tables.</summary>
internal static class InboundMatches
{
    private const string Tls = "tls";
    private const string Raw = "raw_buffer";

    private static readonly InboundMatch[] PermissiveHttp =
    [
        new(Tls, Alpn.AllMutual, Http: true, EndTls: true),
        new(Raw, [], Http: true, EndTls: false),
    ];

    /// <summary>TLS without Istio's ALPN is the application's own.</summary>
    private static readonly InboundMatch[] PermissiveTcp =
    [
        new(Tls, Alpn.AllMutual, Http: false, EndTls: true),
        new(Tls, [], Http: false, EndTls: false),
        new(Raw, [], Http: false, EndTls: false),
    ];

    private static readonly InboundMatch[] PermissiveSniffed =
    [
        new(Tls, Alpn.MutualHttp, Http: true, EndTls: true),
        new(Raw, Alpn.PlaintextHttp, Http: true, EndTls: false),
        new(Tls, Alpn.MutualTcp, Http: false, EndTls: true),
        new(Raw, [], Http: false, EndTls: false),
        new(Tls, [], Http: false, EndTls: false),
    ];

    private static readonly InboundMatch[] StrictHttp = [new(Tls, [], Http: true, EndTls: true)];
    private static readonly InboundMatch[] StrictTcp = [new(Tls, [], Http: false, EndTls: true)];

    private static readonly InboundMatch[] StrictSniffed =
    [
        new(Tls, Alpn.MutualHttp, Http: true, EndTls: true),
        new(Tls, [], Http: false, EndTls: true),
    ];

    private static readonly InboundMatch[] PlainHttp = [new(Raw, [], Http: true, EndTls: false)];
    private static readonly InboundMatch[] PlainTcp = [new(Raw, [], Http: false, EndTls: false)];

    private static readonly InboundMatch[] PlainSniffed =
    [
        new(Raw, Alpn.PlaintextHttp, Http: true, EndTls: false),
        new(Raw, [], Http: false, EndTls: false),
    ];

    public static IReadOnlyList<InboundMatch> Of(MutualTlsMode mode, PortKind kind) => (mode, kind) switch
    {
        (MutualTlsMode.Strict, PortKind.Http) => StrictHttp,
        (MutualTlsMode.Strict, PortKind.Tcp) => StrictTcp,
        (MutualTlsMode.Strict, PortKind.Auto) => StrictSniffed,
        (MutualTlsMode.Disable, PortKind.Http) => PlainHttp,
        (MutualTlsMode.Disable, PortKind.Tcp) => PlainTcp,
        (MutualTlsMode.Disable, PortKind.Auto) => PlainSniffed,
        (_, PortKind.Http) => PermissiveHttp,
        (_, PortKind.Tcp) => PermissiveTcp,
        (_, PortKind.Auto) => PermissiveSniffed,
        _ => [],
    };
}
