using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.ProxyProtocol.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;

namespace Mesh.Core.Explain.Clusters;

/// <summary>Transport sockets in words.</summary>
internal static class TlsFacts
{
    public static UpstreamTlsContext? Upstream(TransportSocket? socket)
    {
        var any = socket?.TypedConfig;
        if (any is null) return null;
        if (any.Is(UpstreamTlsContext.Descriptor)) return any.Unpack<UpstreamTlsContext>();
        return any.Is(ProxyProtocolUpstreamTransport.Descriptor) ? Upstream(any.Unpack<ProxyProtocolUpstreamTransport>().TransportSocket) : null;
    }

    public static bool IsMutual(UpstreamTlsContext tls) => tls.CommonTlsContext is { } common && (common.TlsCertificateSdsSecretConfigs.Count > 0 || common.TlsCertificates.Count > 0);

    public static string Describe(TransportSocket? socket)
    {
        if (Upstream(socket) is not { } tls) return "plain text";
        var parts = new List<string> { IsMutual(tls) ? "mutual TLS" : "TLS" };
        if (tls.Sni.Length > 0) parts.Add($"SNI {tls.Sni}");
        if (tls.CommonTlsContext is { } common)
        {
            if (common.AlpnProtocols.Count > 0) parts.Add($"ALPN {string.Join(" ", common.AlpnProtocols)}");
            if (common.TlsCertificateSdsSecretConfigs.Count > 0) parts.Add($"certificate {Words.List(common.TlsCertificateSdsSecretConfigs.Select(x => x.Name))}");
            parts.Add(Validation(common) is { Length: > 0 } expected ? $"expects {expected}" : "checks no certificate");
        }
        return string.Join(", ", parts);
    }

    /// <summary>What a server's side of TLS asks of its clients; null for plain text.</summary>
    public static string? Downstream(TransportSocket? socket)
    {
        if (socket?.TypedConfig?.Is(DownstreamTlsContext.Descriptor) != true) return null;
        var tls = socket.TypedConfig.Unpack<DownstreamTlsContext>();
        var common = tls.CommonTlsContext ?? new();
        var parts = new List<string> { tls.RequireClientCertificate == true ? "mutual TLS" : "TLS" };
        if (common.TlsCertificateSdsSecretConfigs.Count > 0) parts.Add($"certificate {Words.List(common.TlsCertificateSdsSecretConfigs.Select(x => x.Name))}");
        if (common.AlpnProtocols.Count > 0) parts.Add($"ALPN {string.Join(" ", common.AlpnProtocols)}");
        if (Validation(common) is { Length: > 0 } expected) parts.Add($"clients must be {expected}");
        return string.Join(", ", parts);
    }

    /// <summary>Whether a server's side asks for a client's certificate.</summary>
    public static bool RequiresCertificate(TransportSocket? socket) =>
        socket?.TypedConfig?.Is(DownstreamTlsContext.Descriptor) == true && socket.TypedConfig.Unpack<DownstreamTlsContext>().RequireClientCertificate == true;

    private static string Validation(CommonTlsContext common)
    {
        var context = common.ValidationContext ?? common.CombinedValidationContext?.DefaultValidationContext;
        var root = common.CombinedValidationContext?.ValidationContextSdsSecretConfig?.Name ?? common.ValidationContextSdsSecretConfig?.Name;
#pragma warning disable CS0612 // What translators write; the typed form says the same.
        var names = context is null ? [] : context.MatchSubjectAltNames.Concat(context.MatchTypedSubjectAltNames.Select(x => x.Matcher)).Select(Matching.StringMatching.Describe).ToList();
#pragma warning restore CS0612
        return (names.Count, root) switch
        {
            (0, null) => "",
            (0, _) => $"signed by {root}",
            (_, null) => Words.List(names),
            _ => $"{Words.List(names)} signed by {root}",
        };
    }
}
