using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Config;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>Which parts of a TLS credential a Secret holds. What they say never leaves it.</summary>
internal sealed class CredentialContents
{
    private static readonly string[] CertificateKeys = ["tls.crt", "cert"];
    private static readonly string[] KeyKeys = ["tls.key", "key"];
    private static readonly string[] RootKeys = ["ca.crt", "cacert"];

    private readonly SecretObject? _secret;

    private CredentialContents(SecretObject? secret) => _secret = secret;

    public bool HasRoot => _secret is not null && RootKeys.Any(x => Pem(x) is not null);

    /// <param name="secret">null for one that does not exist, which holds nothing.</param>
    public static CredentialContents Of(SecretObject? secret) => new(secret);

    /// <returns>Why it does not do, or null.</returns>
    public string? Problem(bool needsCertificate, bool needsRoot)
    {
        if (needsCertificate)
        {
            if (Part(CertificateKeys) is not { } certificate) return $"has no {string.Join(" or ", CertificateKeys)}{Has()}";
            if (Part(KeyKeys) is not { } key) return $"has no {string.Join(" or ", KeyKeys)}{Has()}";
            if (!IsPem(Pem(certificate), "CERTIFICATE")) return $"has a {certificate} that is no PEM certificate";
            if (!IsPem(Pem(key), "PRIVATE KEY")) return $"has a {key} that is no PEM private key";
        }
        if (!needsRoot) return null;
        if (Part(RootKeys) is not { } root) return $"has no {string.Join(" or ", RootKeys)}, by which to check clients{Has()}";
        return IsPem(Pem(root), "CERTIFICATE") ? null : $"has a {root} that is no PEM certificate";
    }

    private string Has()
    {
        var keys = (_secret?.Data?.Keys ?? []).Concat(_secret?.StringData?.Keys ?? []).Distinct().Order(StringComparer.Ordinal).ToList();
        return keys.Count == 0 ? ": it is empty" : $"; it has {string.Join(", ", keys)}";
    }

    private string? Part(string[] names) => names.FirstOrDefault(x => Pem(x) is not null);

    private string? Pem(string name)
    {
        if (_secret?.StringData is { } texts && texts.TryGetValue(name, out var text)) return text.Value;
        return _secret?.Data is { } data && data.TryGetValue(name, out var bytes) ? Encoding.UTF8.GetString(bytes.Bytes.Span) : null;
    }

    private static bool IsPem(string? text, string label) => text is not null && PemEncoding.TryFind(text, out var fields) && text[fields.Label].EndsWith(label, StringComparison.Ordinal);
}
