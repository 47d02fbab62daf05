using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Security;

/// <summary>The TLS that a workload ends: its own certificate, and clients with an identity of the mesh.</summary>
public static class InboundTls
{
    public const string TransportSocketName = "envoy.transport_sockets.tls";

    /// <summary>What both TLS 1.2 ends of a mesh agree on: forward secrecy and authenticated encryption first.</summary>
    private static readonly string[] DefaultCiphers =
    [
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "AES256-GCM-SHA384", "AES128-GCM-SHA256",
    ];

    /// <summary>MeshConfig.meshMTLS → tls_params; trustDomain and trustDomainAliases → match_subject_alt_names.</summary>
    /// <param name="exchangesPeers">Whether a client that tells who it is in the connection's first bytes may do so.</param>
    public static TransportSocket Mutual(MeshConfig mesh, bool exchangesPeers)
    {
        var common = new CommonTlsContext
        {
            TlsParams = Parameters(mesh.MeshMTLS),
            AlpnProtocols = { Protocols(exchangesPeers) },
            TlsCertificateSdsSecretConfigs = { SecretSources.FromAgent(XdsName.WorkloadSecret) },
            CombinedValidationContext = new()
            {
                DefaultValidationContext = OfMesh(mesh),
                ValidationContextSdsSecretConfig = SecretSources.FromAgent(XdsName.RootSecret),
            },
        };
        return Socket(new() { CommonTlsContext = common, RequireClientCertificate = true });
    }

    public static IEnumerable<string> Protocols(bool exchangesPeers) => exchangesPeers ? [PeerExchange.Protocol, "h2", "http/1.1"] : ["h2", "http/1.1"];

    public static TransportSocket Socket(DownstreamTlsContext context) => new() { Name = TransportSocketName, TypedConfig = TypedConfig.Pack(context) };

    public static TlsParameters.Types.TlsProtocol ProtocolOf(TlsProtocol? written) => written switch
    {
        TlsProtocol.Tlsv10 => TlsParameters.Types.TlsProtocol.Tlsv10,
        TlsProtocol.Tlsv11 => TlsParameters.Types.TlsProtocol.Tlsv11,
        TlsProtocol.Tlsv12 => TlsParameters.Types.TlsProtocol.Tlsv12,
        TlsProtocol.Tlsv13 => TlsParameters.Types.TlsProtocol.Tlsv13,
        _ => TlsParameters.Types.TlsProtocol.TlsAuto,
    };

    /// <summary>The own trust domain first, then the aliases by name: any identity in them may call.</summary>
    private static CertificateValidationContext OfMesh(MeshConfig mesh)
    {
        var own = mesh.TrustDomain is { Length: > 0 } written ? written : "cluster.local";
        var context = new CertificateValidationContext();
#pragma warning disable CS0612 // Istio still sends the untyped matchers, and old proxies know no others
        foreach (var domain in (mesh.TrustDomainAliases ?? []).Where(x => x != own).Distinct().Order(StringComparer.Ordinal).Prepend(own))
        {
            context.MatchSubjectAltNames.Add(new StringMatcher { Prefix = $"{Spiffe.Scheme}{domain}/" });
        }
#pragma warning restore CS0612
        return context;
    }

    private static TlsParameters Parameters(TlsConfig? settings)
    {
        var parameters = new TlsParameters
        {
            TlsMinimumProtocolVersion = settings?.MinProtocolVersion is null or TlsProtocol.TlsAuto
                ? TlsParameters.Types.TlsProtocol.Tlsv12
                : ProtocolOf(settings.MinProtocolVersion),
            TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13,
        };
        parameters.CipherSuites.Add(settings?.CipherSuites is { Count: > 0 } ciphers ? ciphers : DefaultCiphers);
        parameters.EcdhCurves.Add(settings?.EcdhCurves ?? []);
        return parameters;
    }
}
