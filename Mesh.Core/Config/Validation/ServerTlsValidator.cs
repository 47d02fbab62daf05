using System.Collections.Frozen;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>TLS of a gateway's server, or of a sidecar's own listener: which certificates belong to which mode.</summary>
internal static class ServerTlsValidator
{
    private const int MaxCredentialNames = 2;

    /// <summary>What Envoy's TLS library knows below TLS 1.3, whose suites are fixed.</summary>
    private static readonly FrozenSet<string> CipherSuites = FrozenSet.Create(
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-PSK-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA",
        "ECDHE-PSK-AES128-CBC-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "ECDHE-PSK-AES256-CBC-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384",
        "AES128-SHA", "AES256-SHA", "PSK-AES128-CBC-SHA", "PSK-AES256-CBC-SHA", "DES-CBC3-SHA", "ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256",
        "[ECDHE-ECDSA-AES128-GCM-SHA256|ECDHE-ECDSA-CHACHA20-POLY1305]", "[ECDHE-RSA-AES128-GCM-SHA256|ECDHE-RSA-CHACHA20-POLY1305]");

    public static void Validate(string field, ServerTlsSettings? tls, Findings findings)
    {
        if (tls is null) return;
        if (tls is { CredentialName: not null, CredentialNames: not null }) findings.Error(field, "takes only one of credentialName and credentialNames");
        if (tls.CredentialNames?.Count > MaxCredentialNames) findings.Error($"{field}.credentialNames", $"takes at most {MaxCredentialNames} names");
        Ciphers(field, tls, findings);

        var mode = tls.Mode ?? ServerTlsSettingsTlsMode.Passthrough;
        var files = tls is { ServerCertificate.Length: > 0, PrivateKey.Length: > 0 };
        var credentials = tls is { CredentialName.Length: > 0 } or { CredentialNames.Count: > 0 };
        var pairs = tls.TlsCertificates is { Count: > 0 };
        var named = credentials || pairs || tls is { ServerCertificate.Length: > 0 } or { PrivateKey.Length: > 0 } or { CaCertificates.Length: > 0 };
        if (mode == ServerTlsSettingsTlsMode.IstioMutual)
        {
            if (named)
            {
                findings.Error(field, "with mode ISTIO_MUTUAL the mesh's own certificates are used, so no others may be named");
            }
            return;
        }
        if (Convert.ToInt32(files) + Convert.ToInt32(tls.CredentialName is { Length: > 0 }) + Convert.ToInt32(tls.CredentialNames is { Count: > 0 }) + Convert.ToInt32(pairs) > 1)
        {
            findings.Error(field, "takes only one of credentialName, credentialNames, tlsCertificates, and serverCertificate with privateKey");
        }
        if (tls is { CredentialName.Length: > 0, CaCrl.Length: > 0 } && mode is ServerTlsSettingsTlsMode.Passthrough or ServerTlsSettingsTlsMode.AutoPassthrough)
        {
            findings.Error($"{field}.caCrl", "belongs into the credential where there is one");
        }
        if (mode is ServerTlsSettingsTlsMode.Passthrough or ServerTlsSettingsTlsMode.AutoPassthrough)
        {
            if (named || tls.CaCrl is { Length: > 0 })
            {
                findings.Warn(field, $"mode {(mode == ServerTlsSettingsTlsMode.Passthrough ? "PASSTHROUGH" : "AUTO_PASSTHROUGH")} ends no TLS, so the certificates are not used");
            }
            return;
        }
        if (!credentials) Files(field, tls, mode, pairs, findings);
    }

    private static void Files(string field, ServerTlsSettings tls, ServerTlsSettingsTlsMode mode, bool pairs, Findings findings)
    {
        var name = mode switch { ServerTlsSettingsTlsMode.Simple => "SIMPLE", ServerTlsSettingsTlsMode.Mutual => "MUTUAL", _ => "OPTIONAL_MUTUAL" };
        if (!pairs && tls.ServerCertificate is null or "") findings.Error($"{field}.serverCertificate", $"is missing; mode {name} needs it, or a credentialName");
        if (!pairs && tls.PrivateKey is null or "") findings.Error($"{field}.privateKey", $"is missing; mode {name} needs it, or a credentialName");
        if (tls.TlsCertificates?.Count > MaxCredentialNames) findings.Warn($"{field}.tlsCertificates", $"only {MaxCredentialNames} are used");
        for (var i = 0; i < tls.TlsCertificates?.Count; i++)
        {
            if (tls.TlsCertificates[i].ServerCertificate is null or "") findings.Error($"{field}.tlsCertificates[{i}].serverCertificate", "is missing");
            if (tls.TlsCertificates[i].PrivateKey is null or "") findings.Error($"{field}.tlsCertificates[{i}].privateKey", "is missing");
        }
        if (mode == ServerTlsSettingsTlsMode.Simple)
        {
            if (tls.CaCrl is { Length: > 0 }) findings.Error($"{field}.caCrl", "is for client certificates, which mode SIMPLE does not ask for");
        }
        else if (tls.CaCertificates is null or "" && tls.CaCertCredentialName is null or "")
        {
            findings.Error($"{field}.caCertificates", $"is missing; mode {name} needs it to check client certificates");
        }
    }

    private static void Ciphers(string field, ServerTlsSettings tls, Findings findings)
    {
        var suites = tls.CipherSuites ?? [];
        for (var i = 0; i < suites.Count; i++)
        {
            if (!CipherSuites.Contains(suites[i])) findings.Warn($"{field}.cipherSuites[{i}]", $"\"{suites[i]}\" is not a cipher suite that Envoy knows, and is ignored");
            else if (suites.Take(i).Contains(suites[i])) findings.Warn($"{field}.cipherSuites[{i}]", $"{suites[i]} stands here twice");
        }
        if (tls.MinProtocolVersion is TlsProtocol.Tlsv10 or TlsProtocol.Tlsv11 && suites.Count == 0)
        {
            findings.Warn($"{field}.minProtocolVersion", "below TLSV1_2 needs cipher suites that fit it, since the default ones do not");
        }
    }
}
