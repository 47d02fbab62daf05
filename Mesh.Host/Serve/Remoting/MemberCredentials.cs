using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Serve.Settings;

namespace Mesh.Serve.Remoting;

/// <summary>This member's certificate with its key, and the roots that it trusts other members by.</summary>
public sealed record MemberCredentials(X509Certificate2 Certificate, X509Certificate2Collection Trusted)
{
    /// <exception cref="SettingException">A file holds something else.</exception>
    public static MemberCredentials Read(MemberTlsFiles files)
    {
        var certificate = ReadAs("mesh.cluster.tls.certificate", files.Certificate, () => X509Certificate2.CreateFromPemFile(files.Certificate, files.Key));
        var trusted = ReadAs("mesh.cluster.tls.trusted", files.Trusted, () =>
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(files.Trusted);
            return roots;
        });
        if (trusted.Count == 0) throw new SettingException("mesh.cluster.tls.trusted", $"{files.Trusted} holds no certificate");
        return new(certificate, trusted);
    }

    private static T ReadAs<T>(string setting, string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (CryptographicException e)
        {
            throw new SettingException(setting, $"{file} can not be used: {e.Message}");
        }
    }
}
