using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Translation.Security;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Gateways;

/// <summary>Spec: istio.networking.v1alpha3.ServerTLSSettings → DownstreamTlsContext.</summary>
internal static class GatewayTls
{
    public static TransportSocket Of(ListenerStyle style, GatewayTlsPlan plan)
    {
        var settings = plan.Settings;
        var common = new CommonTlsContext { AlpnProtocols = { InboundTls.Protocols(style.ExchangesPeers && !plan.Http) } };
        var mutual = settings.Mode is ServerTlsSettingsTlsMode.Mutual or ServerTlsSettingsTlsMode.IstioMutual;
        var asksForClient = mutual || settings.Mode == ServerTlsSettingsTlsMode.OptionalMutual;
        if (settings.Mode == ServerTlsSettingsTlsMode.IstioMutual)
        {
            common.TlsCertificateSdsSecretConfigs.Add(SecretSources.FromAgent(XdsName.WorkloadSecret));
        }
        else
        {
            common.TlsCertificateSdsSecretConfigs.Add(Certificates(settings));
            common.TlsParams = Parameters(settings, style.Mesh.TlsDefaults);
        }
        if (asksForClient && Validation(settings) is { } validation) common.CombinedValidationContext = validation;
        return InboundTls.Socket(new() { CommonTlsContext = common, RequireClientCertificate = mutual });
    }

    /// <summary>A secret of the cluster by name, else files that the pod mounts.</summary>
    private static IEnumerable<SdsSecretConfig> Certificates(ServerTlsSettings settings)
    {
        if (settings.CredentialNames is { Count: > 0 } several) return several.Select(x => SecretSources.Credential(x));
        if (settings.CredentialName is { Length: > 0 } one) return [SecretSources.Credential(one)];
        if (settings.TlsCertificates is { Count: > 0 } pairs) return pairs.Select(x => SecretSources.CertificateFile(x.ServerCertificate ?? "", x.PrivateKey ?? ""));
        return [SecretSources.CertificateFile(settings.ServerCertificate ?? "", settings.PrivateKey ?? "")];
    }

    private static CommonTlsContext.Types.CombinedCertificateValidationContext? Validation(ServerTlsSettings settings)
    {
        var own = new CertificateValidationContext();
#pragma warning disable CS0612 // Istio still sends the untyped matchers, and old proxies know no others
        own.MatchSubjectAltNames.Add((settings.SubjectAltNames ?? []).Select(x => new StringMatcher { Exact = x }));
#pragma warning restore CS0612
        own.VerifyCertificateHash.Add(settings.VerifyCertificateHash ?? []);
        own.VerifyCertificateSpki.Add(settings.VerifyCertificateSpki ?? []);
        if (settings.CaCrl is { Length: > 0 } list) own.Crl = new DataSource { Filename = list };
        if (settings.InsecureSkipVerify == true) own.TrustChainVerification = CertificateValidationContext.Types.TrustChainVerification.AcceptUntrusted;
        return RootsOf(settings) is { } roots ? new() { DefaultValidationContext = own, ValidationContextSdsSecretConfig = roots } : null;
    }

    private static SdsSecretConfig? RootsOf(ServerTlsSettings settings)
    {
        if (settings.Mode == ServerTlsSettingsTlsMode.IstioMutual) return SecretSources.FromAgent(XdsName.RootSecret);
        if (settings.CaCertCredentialName is { Length: > 0 } separate) return SecretSources.Credential(separate);
        if ((settings.CredentialName ?? settings.CredentialNames?.FirstOrDefault()) is { Length: > 0 } secret) return SecretSources.Credential(secret + SecretSources.RootSuffix);
        var file = settings.CaCertificates ?? settings.TlsCertificates?.FirstOrDefault()?.CaCertificates;
        return file is { Length: > 0 } ? SecretSources.RootFile(file) : null;
    }

    /// <summary>The server's own settings over MeshConfig.tlsDefaults.</summary>
    /// <returns>null when Envoy's defaults hold throughout.</returns>
    private static TlsParameters? Parameters(ServerTlsSettings settings, TlsConfig? defaults)
    {
        var least = settings.MinProtocolVersion is null or TlsProtocol.TlsAuto ? defaults?.MinProtocolVersion : settings.MinProtocolVersion;
        var parameters = new TlsParameters
        {
            TlsMinimumProtocolVersion = InboundTls.ProtocolOf(least),
            TlsMaximumProtocolVersion = InboundTls.ProtocolOf(settings.MaxProtocolVersion),
        };
        parameters.CipherSuites.Add(settings.CipherSuites is { Count: > 0 } ciphers ? ciphers : defaults?.CipherSuites ?? []);
        parameters.EcdhCurves.Add(settings.EcdhCurves is { Count: > 0 } curves ? curves : defaults?.EcdhCurves ?? []);
        return parameters.Equals(new TlsParameters()) ? null : parameters;
    }
}
