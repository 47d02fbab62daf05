using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Actors.Certificates;
using Mesh.Core.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Mesh.Gateway.Certificates;

/// <summary>
/// TLS of the port for proxies: a certificate of this member's own signing, under the names that agents dial; clients may show one, which then has to lead to
/// a root of the mesh. Sessions are not resumed: each handshake is checked against what is trusted then.
/// </summary>
public sealed class ServerTls(CurrentIdentity identity, CallerOptions options, ICertificateObserver observer, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(10);
    private static readonly List<SslApplicationProtocol> Http2 = [SslApplicationProtocol.Http2];

    private readonly Lock _gate = new();
    private Serving? _serving;
    private Checking? _checking;

    /// <summary>Makes a port speak TLS, and tells who each connection is by its certificate.</summary>
    public void On(ListenOptions port)
    {
        port.Protocols = HttpProtocols.Http2;
        port.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(OptionsNow()), HandshakeTimeout = HandshakeTimeout });
        port.Use(next => connection =>
        {
            var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
            connection.Features.Set(certificate is null ? ClientIdentity.None : Read(certificate));
            return next(connection);
        });
    }

    private static ClientIdentity Read(X509Certificate2 certificate) => new(
        CertificateFacts.IdentityOf(certificate), CertificateFacts.SerialOf(certificate), new(certificate.NotAfter));

    private SslServerAuthenticationOptions OptionsNow()
    {
        if (identity.Issuing is not { } issuing) throw new AuthenticationException("this member is not certified yet");
        return new()
        {
            ServerCertificateContext = CertificateOf(issuing),
            ApplicationProtocols = Http2,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            ClientCertificateRequired = true,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = PolicyOf(identity.Trust),
            RemoteCertificateValidationCallback = static (_, _, _, errors) => errors is SslPolicyErrors.None or SslPolicyErrors.RemoteCertificateNotAvailable,
            AllowTlsResume = false,
        };
    }

    private SslStreamCertificateContext CertificateOf(Issuing issuing)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (_serving is { } held && ReferenceEquals(held.Issuing, issuing) && held.RenewAt > now) return held.Certificate;
            _serving = Make(issuing, now);
            return _serving.Certificate;
        }
    }

    private Serving Make(Issuing issuing, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var (subject, _) = SubjectKey.Read(key.ExportSubjectPublicKeyInfo());
        var leaf = issuing.Authority.SignServer(subject!, options.ServerNames, CertificateAuthority.NewSerial(), Lifetime, now);
        observer.Issued(new(string.Join(", ", options.ServerNames), leaf.Serial, leaf.NotBefore, leaf.NotAfter, "this member", "itself", "", "the TLS port", issuing.Root, null));
        using var certificate = X509Certificate2.CreateFromPem(leaf.Pem);
        var between = new X509Certificate2Collection();
        foreach (var pem in issuing.Authority.Chain) between.Add(X509Certificate2.CreateFromPem(pem));
        return new(issuing, SslStreamCertificateContext.Create(certificate.CopyWithPrivateKey(key), between, offline: true), now + ((leaf.NotAfter - now) / 2));
    }

    private X509ChainPolicy PolicyOf(Trust trust)
    {
        lock (_gate)
        {
            if (_checking is null || !ReferenceEquals(_checking.Trust, trust)) _checking = new(trust, ChainPolicies.ForClients(trust.Roots));
            return _checking.Policy.Clone();
        }
    }

    private sealed record Serving(Issuing Issuing, SslStreamCertificateContext Certificate, DateTimeOffset RenewAt);

    private sealed record Checking(Trust Trust, X509ChainPolicy Policy);
}
