using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>Certificates out of a PEM file, in its order.</summary>
public static class PemCertificates
{
    /// <returns>At least one, or what is wrong. Whoever calls disposes of them.</returns>
    public static (IReadOnlyList<X509Certificate2> Certificates, ConfigError? Error) Read(string pem, string field)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            return ([], new(field, $"holds a certificate that cannot be read: {e.Message}"));
        }
        return found.Count == 0 ? ([], new(field, "holds no certificate in PEM")) : ([.. found], null);
    }

    /// <summary>One certificate as every file here has it.</summary>
    public static string Write(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    /// <summary>Certificates one after another, each once, in the order of their first mention.</summary>
    /// <param name="pems">Each holds one or several.</param>
    public static string Bundle(IEnumerable<string> pems) => string.Concat(pems.SelectMany(Split).Distinct());

    /// <summary>Cuts a PEM text into its blocks; what stands between them is left out.</summary>
    public static IEnumerable<string> Split(string pem)
    {
        const string begin = "-----BEGIN ";
        const string end = "-----END ";
        const string dashes = "-----";
        for (var at = pem.IndexOf(begin, StringComparison.Ordinal); at >= 0; at = pem.IndexOf(begin, at, StringComparison.Ordinal))
        {
            var last = pem.IndexOf(end, at, StringComparison.Ordinal);
            var close = last < 0 ? -1 : pem.IndexOf(dashes, last + end.Length, StringComparison.Ordinal);
            if (close < 0) yield break;
            yield return pem[at..(close + dashes.Length)] + "\n";
            at = close + dashes.Length;
        }
    }
}
