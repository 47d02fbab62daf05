namespace Mesh.Core.Config.Validation;

/// <summary>TLS towards a host: which certificates belong to which mode.</summary>
internal static class ClientTlsValidator
{
    private const string ConfigMapScheme = "configmap://";

    public static void Validate(string field, ClientTlsSettings? tls, Findings findings)
    {
        if (tls is null) return;
        var hasCredential = tls.CredentialName is { Length: > 0 };
        var hasFiles = tls is { ClientCertificate.Length: > 0 } or { PrivateKey.Length: > 0 } or { CaCertificates.Length: > 0 } or { CaCrl.Length: > 0 };
        if (tls.InsecureSkipVerify == true) SkipsVerification(field, tls, findings);
        if (tls.CredentialName is { } name
            && name.StartsWith(ConfigMapScheme, StringComparison.Ordinal)
            && name[ConfigMapScheme.Length..].Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
        {
            findings.Error($"{field}.credentialName", $"must be {ConfigMapScheme}namespace/name, not \"{name}\"");
        }
        switch (tls.Mode ?? ClientTlsSettingsTlsMode.Disable)
        {
            case ClientTlsSettingsTlsMode.IstioMutual when hasFiles || hasCredential:
                findings.Warn(field, "with mode ISTIO_MUTUAL the mesh's own certificates are used, so those named here are not");
                break;
            case ClientTlsSettingsTlsMode.Simple or ClientTlsSettingsTlsMode.Mutual when hasCredential:
                if (hasFiles) findings.Error($"{field}.credentialName", "excludes clientCertificate, privateKey, caCertificates and caCrl");
                break;
            case ClientTlsSettingsTlsMode.Mutual:
                if (tls.ClientCertificate is null or "") findings.Error($"{field}.clientCertificate", "is missing; mode MUTUAL needs it, or a credentialName");
                if (tls.PrivateKey is null or "") findings.Error($"{field}.privateKey", "is missing; mode MUTUAL needs it, or a credentialName");
                break;
        }
    }

    private static void SkipsVerification(string field, ClientTlsSettings tls, Findings findings)
    {
        var names = tls.Mode == ClientTlsSettingsTlsMode.Simple && tls.CredentialName is { Length: > 0 };
        if (names || tls.CaCertificates is { Length: > 0 } || tls.SubjectAltNames is { Count: > 0 })
        {
            findings.Error($"{field}.insecureSkipVerify", "switches off the check that caCertificates, credentialName and subjectAltNames are for; take one or the other");
        }
    }
}
