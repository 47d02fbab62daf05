using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>A certificate authority that was plugged in, and the roots that it is trusted by.</summary>
/// <param name="RootPems">The one that the authority leads to first.</param>
public sealed record PluggedCa(CertificateAuthority Authority, ValueList<string> RootPems)
{
    public const string CertificateFile = "ca-cert.pem";
    public const string KeyFile = "ca-key.pem";
    public const string RootFile = "root-cert.pem";
    public const string ChainFile = "cert-chain.pem";

    /// <summary>An authority whose files do not fit together would sign certificates that no proxy takes: it is refused as a whole, with every reason.</summary>
    public static (PluggedCa? Ca, ValueList<ConfigError> Errors) Read(PluggedCaText text, DateTimeOffset now)
    {
        var errors = new List<ConfigError>();
        var certificates = Certificates(text.Certificate, CertificateFile, errors);
        var roots = Certificates(text.Roots, RootFile, errors);
        var chain = string.IsNullOrWhiteSpace(text.Chain) ? [] : Certificates(text.Chain, ChainFile, errors);
        var (key, keyError) = SigningKey.Read(text.Key, KeyFile);
        if (keyError is not null) errors.Add(keyError);
        if (errors.Count == 0) Check(certificates[0], key!, chain, roots, now, errors);
        if (errors.Count > 0)
        {
            key?.Dispose();
            return (null, errors.ToValueList());
        }

        var authority = certificates[0];
        var anchors = roots.Select(CertificateFacts.FingerprintOf).Append(CertificateFacts.FingerprintOf(authority)).ToHashSet();
        IReadOnlyList<string> above = [.. chain.Where(x => !anchors.Contains(CertificateFacts.FingerprintOf(x))).Select(PemCertificates.Write)];
        var own = AnchorOf(authority, chain, roots, now);
        var ordered = roots.OrderBy(x => CertificateFacts.FingerprintOf(x) != own).Select(PemCertificates.Write);
        return (new(new(key!, authority, above), ordered.ToValueList()), []);
    }

    private static void Check(
        X509Certificate2 certificate, SigningKey key, IReadOnlyList<X509Certificate2> chain, IReadOnlyList<X509Certificate2> roots, DateTimeOffset now, List<ConfigError> errors)
    {
        if (!certificate.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.Subject.Info.Span)) errors.Add(new(KeyFile, $"is not the key of {CertificateFile}"));
        if (!CertificateFacts.IsAuthority(certificate)) errors.Add(new(CertificateFile, "may not sign certificates: it is no CA (basicConstraints CA:TRUE, keyUsage keyCertSign)"));
        CheckTime(certificate, CertificateFile, now, errors);
        foreach (var root in roots)
        {
            if (!CertificateFacts.IsAuthority(root)) errors.Add(new(RootFile, $"holds {root.Subject}, which is no CA"));
        }
        if (roots.All(x => x.NotAfter < now.LocalDateTime)) errors.Add(new(RootFile, $"has expired: {new DateTimeOffset(roots.Max(x => x.NotAfter)):u}"));
        if (errors.Count == 0 && AnchorOf(certificate, chain, roots, now) is null) errors.Add(new(ChainFile, $"does not lead from {CertificateFile} to a certificate of {RootFile}"));
    }

    private static void CheckTime(X509Certificate2 certificate, string field, DateTimeOffset now, List<ConfigError> errors)
    {
        if (certificate.NotAfter < now.LocalDateTime) errors.Add(new(field, $"has expired: {new DateTimeOffset(certificate.NotAfter):u}"));
        if (certificate.NotBefore > now.LocalDateTime) errors.Add(new(field, $"is not valid before {new DateTimeOffset(certificate.NotBefore):u}"));
    }

    /// <returns>Fingerprint of the root that the authority leads to; null for none.</returns>
    private static string? AnchorOf(X509Certificate2 certificate, IReadOnlyList<X509Certificate2> chain, IReadOnlyList<X509Certificate2> roots, DateTimeOffset now)
    {
        using var path = new X509Chain();
        path.ChainPolicy = ChainPolicies.Of(roots, chain, now);
        return path.Build(certificate) ? CertificateFacts.FingerprintOf(path.ChainElements[^1].Certificate) : null;
    }

    private static IReadOnlyList<X509Certificate2> Certificates(string pem, string field, List<ConfigError> errors)
    {
        var (certificates, error) = PemCertificates.Read(pem, field);
        if (error is not null) errors.Add(error);
        return certificates;
    }
}
