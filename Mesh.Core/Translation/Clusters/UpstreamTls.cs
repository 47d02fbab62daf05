using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Type.Matcher.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;
using Mesh.Core.Translation.Security;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Who is behind a cluster, as far as TLS asks.</summary>
/// <param name="Accounts">Identities that the server may have, sorted.</param>
/// <param name="Sni">The mesh's own name for the cluster, by which gateways between networks route.</param>
/// <param name="AcceptsMutualTls">Nothing known speaks against mutual TLS with it.</param>
/// <param name="External">Of a ServiceEntry: <paramref name="Accounts"/> hold for plain TLS too.</param>
/// <param name="SelectedClients">The rule selects its clients, so that it may hand credentials to them.</param>
internal sealed record UpstreamPeer(IReadOnlyList<string> Accounts, string Sni, bool AcceptsMutualTls, bool External, bool SelectedClients);

/// <summary>trafficPolicy.tls, and automatic mutual TLS where it is silent → transport sockets.</summary>
internal static class UpstreamTls
{
    private const string SystemRoots = "system";

    public static void Apply(ClusterDraft draft, ClientTlsSettings? tls, UpstreamPeer peer, ClusterViewer viewer, MeshDefaults mesh)
    {
        if (tls?.Mode is ClientTlsSettingsTlsMode.Simple or ClientTlsSettingsTlsMode.Mutual)
        {
            // Istio's ALPN stays out of connections to servers that are none of Istio's.
            draft.Annotate("alpn_override", Value.ForString("false"));
        }
        if (tls is null)
        {
            if (mesh.AutoMtls && peer.AcceptsMutualTls) Automatic(draft, peer, viewer, mesh);
            return;
        }
        if (tls.Mode is null or ClientTlsSettingsTlsMode.Disable) return;
        if (ContextOf(draft, tls, peer, viewer, mesh) is { } context) draft.Cluster.TransportSocket = TransportSockets.Tls(context);
    }

    /// <summary>Mutual TLS with those endpoints that can; all or none where the proxy does not know the endpoint beforehand.</summary>
    private static void Automatic(ClusterDraft draft, UpstreamPeer peer, ClusterViewer viewer, MeshDefaults mesh)
    {
        var socket = TransportSockets.Tls(viewer.Certificates is { } files
            ? Plain(draft, OfMetadata(files, peer.Accounts, peer.Sni), mesh)
            : Mesh(draft, peer.Accounts, peer.Sni, viewer));
        if (draft.IsOriginalDestination) draft.Cluster.TransportSocket = socket;
        else draft.Cluster.TransportSocketMatches.AddRange(TransportSockets.ByTlsMode(socket));
    }

    private static UpstreamTlsContext? ContextOf(ClusterDraft draft, ClientTlsSettings tls, UpstreamPeer peer, ClusterViewer viewer, MeshDefaults mesh)
    {
        if (viewer.Certificates is { } files && tls.Mode != ClientTlsSettingsTlsMode.Simple)
        {
            var own = OfMetadata(files, tls.SubjectAltNames ?? [], tls.Sni);
            AutoSni(draft, own, mesh);
            return Plain(draft, own, mesh);
        }
        if (tls.Mode == ClientTlsSettingsTlsMode.IstioMutual)
        {
            return Mesh(
                draft, tls.SubjectAltNames is { Count: > 0 } names ? names : peer.Accounts, tls.Sni is { Length: > 0 } sni ? sni : peer.Sni, viewer);
        }
        // Every client of the rule would wait for the secret, and most may not read it.
        if (tls.CredentialName is { Length: > 0 } && viewer.IsSidecar && !peer.SelectedClients) return null;
        AutoSni(draft, tls, mesh);
        var expected = tls.SubjectAltNames is { Count: > 0 } || !peer.External ? tls : tls with { SubjectAltNames = [.. peer.Accounts] };
        return Plain(draft, expected, mesh);
    }

    /// <summary>The proxy's and the server's identities in the mesh.</summary>
    private static UpstreamTlsContext Mesh(ClusterDraft draft, IReadOnlyList<string> names, string sni, ClusterViewer viewer)
    {
        var common = NewCommon();
        common.TlsCertificateSdsSecretConfigs.Add(SecretSources.FromAgent(XdsName.WorkloadSecret));
        common.CombinedValidationContext = new()
        {
            DefaultValidationContext = Expecting(names),
            ValidationContextSdsSecretConfig = SecretSources.FromAgent(XdsName.RootSecret),
        };
        if (viewer.IstioFilters.HasFlag(IstioFilters.MetadataExchange)) common.AlpnProtocols.Add(PeerExchange.Protocol);
        common.AlpnProtocols.Add("istio");
        if (draft.IsHttp2) common.AlpnProtocols.Add("h2");
        return new() { CommonTlsContext = common, Sni = sni };
    }

    /// <summary>TLS or mutual TLS with certificates that a rule names: SIMPLE and MUTUAL.</summary>
    private static UpstreamTlsContext Plain(ClusterDraft draft, ClientTlsSettings tls, MeshDefaults mesh)
    {
        var common = NewCommon();
        ApplyDefaults(common.TlsParams, mesh.Mesh.TlsDefaults);
        var credential = tls.CredentialName is { Length: > 0 } name ? name : null;
        if (tls.Mode == ClientTlsSettingsTlsMode.Mutual)
        {
            common.TlsCertificateSdsSecretConfigs.Add(
                credential is not null ? SecretSources.Credential(credential) : SecretSources.CertificateFile(tls.ClientCertificate ?? "", tls.PrivateKey ?? ""));
        }
        if ((credential is not null ? SecretSources.CredentialRoot(credential) : FileRoot(tls, mesh)) is { } root && tls.InsecureSkipVerify != true)
        {
            common.CombinedValidationContext = new() { DefaultValidationContext = Expecting(tls.SubjectAltNames ?? []), ValidationContextSdsSecretConfig = root };
            if (tls.CaCrl is { Length: > 0 } revoked) common.CombinedValidationContext.DefaultValidationContext.Crl = new() { Filename = revoked };
        }
        else
        {
            common.ValidationContext = new();
        }
        if (draft.IsHttp2) common.AlpnProtocols.Add("h2");
        return new() { CommonTlsContext = common, Sni = tls.Sni ?? "" };
    }

    private static SdsSecretConfig? FileRoot(ClientTlsSettings tls, MeshDefaults mesh) =>
        tls.CaCertificates is { Length: > 0 } path ? SecretSources.RootFile(path) : mesh.VerifiesCertificates ? SecretSources.RootFile(SystemRoots) : null;

    /// <summary>Without a name to ask for, the request's host is asked for, and checked where nothing else says whom to expect.</summary>
    private static void AutoSni(ClusterDraft draft, ClientTlsSettings tls, MeshDefaults mesh)
    {
        if (tls.Sni is { Length: > 0 }) return;
        draft.WithHttp().UpstreamHttpProtocolOptions = new()
        {
            AutoSni = true,
            AutoSanValidation = mesh.VerifiesCertificates && tls.SubjectAltNames is not { Count: > 0 } && tls.InsecureSkipVerify != true,
        };
    }

    private static ClientTlsSettings OfMetadata(MetadataCertificates files, IReadOnlyList<string> names, string? sni) => new()
    {
        Mode = ClientTlsSettingsTlsMode.Mutual,
        ClientCertificate = files.Chain,
        PrivateKey = files.Key,
        CaCertificates = files.Root,
        SubjectAltNames = [.. names],
        Sni = sni,
    };

    private static CommonTlsContext NewCommon() => new()
    {
        TlsParams = new() { TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12, TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13 },
    };

    private static void ApplyDefaults(TlsParameters parameters, TlsConfig? defaults)
    {
        if (defaults is null) return;
        if (defaults.MinProtocolVersion == TlsProtocol.Tlsv13) parameters.TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13;
        parameters.EcdhCurves.AddRange(defaults.EcdhCurves ?? []);
        parameters.CipherSuites.AddRange(defaults.CipherSuites ?? []);
    }

    private static CertificateValidationContext Expecting(IReadOnlyList<string> names)
    {
        var context = new CertificateValidationContext();
#pragma warning disable CS0612 // The typed form would leave out names of kinds that it does not list; this one compares them all.
        context.MatchSubjectAltNames.AddRange(names.Select(x => new StringMatcher { Exact = x }));
#pragma warning restore CS0612
        return context;
    }
}
