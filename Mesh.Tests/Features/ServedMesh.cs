using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;
using Istio.V1.Auth;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Host;

namespace Mesh.Tests.Features;

/// <summary>A member as its own process, whose tokens the tests make.</summary>
public sealed class ServedMesh : IAsyncLifetime
{
    private readonly List<GrpcChannel> _channels = [];
    private readonly TempFiles _files = new();
    private readonly Dictionary<string, X509Certificate2Collection> _between = [];
    private ServeProcess _serve = null!;

    public AccountIssuer Issuer { get; } = new();

    internal ServeProcess Serve => _serve;

    public string TlsAddress => $"127.0.0.1:{_serve.TlsPort}";

    public async ValueTask InitializeAsync()
    {
        _serve = ServeProcess.Start(
            Path.Combine(Repository.Root, "samples/bookinfo"),
            ServeProcess.FreePort(),
            ServeProcess.FreePort(),
            new Dictionary<string, string> { ["MESH_IDENTITY_TRUSTED_GATEWAYS"] = "spiffe://cluster.local/ns/istio-system/sa/eastwest" },
            "--token-issuers", _files.Write("issuers.json", Issuer.Rules));
        await _serve.UntilReady();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels) channel.Dispose();
        await _serve.DisposeAsync();
        _files.Dispose();
        Issuer.Dispose();
    }

    public string Token(string @namespace, string account) => Issuer.Token(@namespace, account, TimeProvider.System.GetUtcNow().AddHours(1));

    internal TempFiles Files() => new();

    /// <summary>To the TLS port, trusting its root, as the holder of a certificate or as nobody.</summary>
    public GrpcChannel Channel(X509Certificate2? client = null)
    {
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(_serve.RootFile);
        var handler = new SocketsHttpHandler
        {
            SslOptions = new()
            {
                CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
                ClientCertificateContext = client is null ? null : SslStreamCertificateContext.Create(client, _between.GetValueOrDefault(client.SerialNumber), offline: true),
            },
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        return Keep(GrpcChannel.ForAddress($"https://localhost:{_serve.TlsPort}", new() { HttpHandler = handler }));
    }

    public GrpcChannel Plaintext() => Keep(GrpcChannel.ForAddress($"http://127.0.0.1:{_serve.XdsPort}"));

    /// <summary>A certificate with its key, as an agent would hold it.</summary>
    public async Task<X509Certificate2> Certified(string @namespace, string account)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var csr = new CertificateRequest("", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        var answer = await new IstioCertificateService.IstioCertificateServiceClient(Channel()).CreateCertificateAsync(
            new() { Csr = csr, ValidityDuration = 3600 }, new() { { "authorization", $"Bearer {Token(@namespace, account)}" } }, cancellationToken: TestContext.Current.CancellationToken);
        var certificate = X509Certificate2.CreateFromPem(answer.CertChain[0], key.ExportPkcs8PrivateKeyPem());
        _between[certificate.SerialNumber] = [X509Certificate2.CreateFromPem(answer.CertChain[1])];
        return certificate;
    }

    /// <summary>The private keys that are on its disk.</summary>
    public IReadOnlyList<Scalar> RootKeys() => [.. Directory.GetFiles(_serve.StateDirectory, "*.key.pem", SearchOption.AllDirectories).Select(Scalar.Of)];

    /// <summary>All else that it has written: the store, logs, what it publishes.</summary>
    public IEnumerable<(string Path, byte[] Content)> FilesBesideTheVault()
    {
        foreach (var path in Directory.GetFiles(_serve.StateDirectory, "*", SearchOption.AllDirectories).Where(x => !x.EndsWith(".key.pem", StringComparison.Ordinal) && !x.EndsWith(".sock", StringComparison.Ordinal) && Path.GetFileName(x) != "lock"))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            file.CopyTo(content);
            yield return (path, content.ToArray());
        }
    }

    private GrpcChannel Keep(GrpcChannel channel)
    {
        _channels.Add(channel);
        return channel;
    }
}
