using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Istio.V1.Auth;
using Mesh.Core.Security;
using Mesh.Core.Xds;
using Mesh.Tests.Core.Security;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;
using Metadata = Grpc.Core.Metadata;

namespace Mesh.Tests.Features;

/// <summary>The TLS port of a running member: who gets what, and who gets nothing.</summary>
public sealed class CertificateServiceTests(ServedMesh mesh) : IClassFixture<ServedMesh>
{
    private const string Cart = "spiffe://cluster.local/ns/shop/sa/cart";
    private const string WebNode = "sidecar~10.0.0.9~web-1.shop~shop.svc.cluster.local";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_with_a_token_gets_a_chain_that_leads_to_the_root()
    {
        var chain = (await Create(mesh.Channel(), Csrs.P256(), mesh.Token("shop", "cart"))).CertChain;

        Assert.Equal(3, chain.Count);
        using var leaf = X509Certificate2.CreateFromPem(chain[0]);
        using var member = X509Certificate2.CreateFromPem(chain[1]);
        using var root = X509Certificate2.CreateFromPem(chain[2]);
        Assert.Equal(Cart, CertificateFacts.IdentityOf(leaf)?.ToString());
        Assert.True(Chains.IsTrusted(leaf, [root], [member], TimeProvider.System.GetUtcNow()));
        Assert.Equal(File.ReadAllText(mesh.Serve.RootFile), chain[2]);
    }

    [Theory]
    [InlineData("-newkey rsa:2048")]
    [InlineData("-newkey ec -pkeyopt ec_paramgen_curve:prime256v1")]
    [InlineData("-newkey ec -pkeyopt ec_paramgen_curve:secp384r1")]
    public async Task A_CSR_of_OpenSSL_is_signed_over_the_gRPC_of_another_language_and_OpenSSL_verifies_the_answer(string key)
    {
        using var files = mesh.Files();
        var (csr, token) = (files.PathOf("csr.pem"), files.Write("token", mesh.Token("shop", "cart")));
        await OpenSsl(["req", "-new", "-nodes", .. key.Split(' '), "-keyout", files.PathOf("key.pem"), "-out", csr, "-subj", "/O=evil/CN=root", "-addext", "subjectAltName=URI:spiffe://cluster.local/ns/istio-system/sa/istiod,DNS:*.svc", "-addext", "basicConstraints=CA:TRUE"]);

        var answer = await Python("ca-client.py", mesh.TlsAddress, mesh.Serve.RootFile, csr, token);

        var chain = answer.Split("====\n");
        Assert.True(chain.Length == 3, answer);
        var (leaf, member) = (files.Write("leaf.pem", chain[0]), files.Write("member.pem", chain[1]));
        Assert.Contains("leaf.pem: OK", await OpenSsl(["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", mesh.Serve.RootFile, "-untrusted", member, leaf]), StringComparison.Ordinal);
        Assert.Contains("leaf.pem: OK", await OpenSsl(["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", mesh.Serve.RootFile, "-untrusted", member, leaf]), StringComparison.Ordinal);
        var text = await OpenSsl(["x509", "-in", leaf, "-noout", "-text"]);
        Assert.Contains($"URI:{Cart}", text, StringComparison.Ordinal);
        Assert.Contains("CA:FALSE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", text, StringComparison.Ordinal);
        Assert.DoesNotContain("*.svc", text, StringComparison.Ordinal);
        Assert.DoesNotContain("istiod", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule05_Nobody_gets_a_certificate_without_a_good_token_and_all_hear_the_same()
    {
        using var thief = new AccountIssuer();
        var soon = TimeProvider.System.GetUtcNow().AddHours(1);
        string?[] bad =
        [
            null,
            "nonsense",
            thief.Token("shop", "cart", soon),
            mesh.Issuer.Token("shop", "cart", TimeProvider.System.GetUtcNow().AddHours(-1)),
            mesh.Issuer.Token("shop", "cart", soon, audience: "another"),
        ];
        foreach (var channel in (GrpcChannel[])[mesh.Channel(), mesh.Plaintext()])
        {
            foreach (var token in bad)
            {
                var refused = await Assert.ThrowsAsync<RpcException>(() => Create(channel, Csrs.P256(), token));
                Assert.Equal((StatusCode.Unauthenticated, "request authenticate failure"), (refused.StatusCode, refused.Status.Detail));
            }
        }
    }

    [Fact]
    public async Task Rule03_A_bad_CSR_is_refused_in_words_that_tell_nothing()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Create(mesh.Channel(), "nonsense", mesh.Token("shop", "cart")));

        Assert.Equal((StatusCode.InvalidArgument, "the signing request is not acceptable"), (refused.StatusCode, refused.Status.Detail));
    }

    [Fact]
    public async Task Rule04_A_life_beyond_the_longest_is_refused()
    {
        var refused = await Assert.ThrowsAsync<RpcException>(() => Create(mesh.Channel(), Csrs.P256(), mesh.Token("shop", "cart"), seconds: 91 * 24 * 3600));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
    }

    [Fact]
    public async Task Rule07_Nobody_gets_another_ones_certificate_by_asking_for_it()
    {
        var client = new IstioCertificateService.IstioCertificateServiceClient(mesh.Channel());
        var request = new IstioCertificateRequest { Csr = Csrs.P256(), Metadata = new() { Fields = { ["ImpersonatedIdentity"] = Value.ForString("spiffe://cluster.local/ns/istio-system/sa/istiod") } } };

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.CreateCertificateAsync(request, Bearer(mesh.Token("istio-system", "ztunnel")), cancellationToken: Cancel));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    [Fact]
    public async Task Rule07_A_forwarded_certificate_counts_from_a_trusted_gateway_and_from_nobody_else()
    {
        var headers = new Metadata { { "x-forwarded-client-cert", $"URI={Cart}" } };
        using var gateway = await mesh.Certified("istio-system", "eastwest");
        using var web = await mesh.Certified("shop", "web");

        Assert.Equal(Cart, await IdentityBy(mesh.Channel(gateway), headers));
        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", await IdentityBy(mesh.Channel(web), headers));
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => IdentityBy(mesh.Channel(), headers))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => IdentityBy(mesh.Plaintext(), headers))).StatusCode);
    }

    [Fact]
    public async Task A_client_certificate_renews_itself()
    {
        using var web = await mesh.Certified("shop", "web");

        Assert.Equal("spiffe://cluster.local/ns/shop/sa/web", await IdentityBy(mesh.Channel(web), []));
    }

    [Fact]
    public async Task A_certificate_of_another_authority_opens_no_connection()
    {
        using var stranger = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(1), TimeProvider.System.GetUtcNow());
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var leaf = stranger.SignWorkload(SubjectKey.Read(key.ExportSubjectPublicKeyInfo()).Key!, SpiffeId.Parse(Cart)!, 1, TimeSpan.FromHours(1), TimeProvider.System.GetUtcNow());
        using var certificate = X509Certificate2.CreateFromPem(leaf.Pem, key.ExportPkcs8PrivateKeyPem());

        await Assert.ThrowsAsync<RpcException>(() => IdentityBy(mesh.Channel(certificate), []));
    }

    [Theory]
    [InlineData("default", "cart")]
    [InlineData("shop", "web")]
    public async Task Rule11_Rule12_An_impostor_gets_nothing_by_any_variant_of_the_protocol(string @namespace, string account)
    {
        var token = Bearer(mesh.Token(@namespace, account));
        // Says of itself to be shop/cart.
        foreach (var type in (XdsType[])[XdsType.Cluster, XdsType.Listener, XdsType.Secret, XdsType.Name])
        {
            var names = type == XdsType.Secret ? (string[])["default", "ROOTCA"] : [];
            var delta = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(mesh.Channel()).DeltaAggregatedResources(token, cancellationToken: Cancel);
            await Refused(delta.RequestStream.WriteAsync(new() { TypeUrl = type.TypeUrl, Node = Node("cart"), ResourceNamesSubscribe = { names } }, Cancel), delta.ResponseStream);
            var world = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(mesh.Channel()).StreamAggregatedResources(token, cancellationToken: Cancel);
            await Refused(world.RequestStream.WriteAsync(new() { TypeUrl = type.TypeUrl, Node = Node("cart"), ResourceNames = { names } }, Cancel), world.ResponseStream);
        }
        var secrets = new Envoy.Service.Secret.V3.SecretDiscoveryService.SecretDiscoveryServiceClient(mesh.Channel());
        var typedDelta = secrets.DeltaSecrets(token, cancellationToken: Cancel);
        await Refused(typedDelta.RequestStream.WriteAsync(new() { Node = Node("cart"), ResourceNamesSubscribe = { "default" } }, Cancel), typedDelta.ResponseStream);
        var typed = secrets.StreamSecrets(token, cancellationToken: Cancel);
        await Refused(typed.RequestStream.WriteAsync(new() { Node = Node("cart"), ResourceNames = { "default" } }, Cancel), typed.ResponseStream);
    }

    [Fact]
    public async Task Rule12_The_TLS_port_answers_nobody_who_proves_nothing_and_the_plaintext_port_gives_no_secrets()
    {
        var nobody = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(mesh.Channel()).DeltaAggregatedResources(cancellationToken: Cancel);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(async () => await nobody.ResponseStream.MoveNext(Cancel))).StatusCode);

        var plain = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(mesh.Plaintext()).DeltaAggregatedResources(cancellationToken: Cancel);
        await plain.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Secret.TypeUrl, Node = Node("cart"), ResourceNamesSubscribe = { "default", "ROOTCA" } }, Cancel);
        await plain.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Cluster.TypeUrl, ResourceNamesSubscribe = { "*" } }, Cancel);
        var answers = new List<DeltaDiscoveryResponse>();
        while (!answers.Exists(x => x.TypeUrl == XdsType.Cluster.TypeUrl) && await plain.ResponseStream.MoveNext(Cancel)) answers.Add(plain.ResponseStream.Current);
        Assert.DoesNotContain(answers, x => x.TypeUrl == XdsType.Secret.TypeUrl && x.Resources.Any(y => y.Resource_ is not null));
    }

    [Fact]
    public async Task Rule06_Sessions_are_not_resumed_and_a_revoked_certificate_ends_its_streams_and_opens_no_more()
    {
        using var web = await mesh.Certified("shop", "web");
        var channel = mesh.Channel(web);
        var stream = new AggregatedDiscoveryService.AggregatedDiscoveryServiceClient(channel).DeltaAggregatedResources(cancellationToken: Cancel);
        await stream.RequestStream.WriteAsync(new() { TypeUrl = XdsType.Cluster.TypeUrl, Node = Node("web"), ResourceNamesSubscribe = { "*" } }, Cancel);
        Assert.True(await stream.ResponseStream.MoveNext(Cancel));

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/debug/certs/revoke?id=spiffe://cluster.local/ns/shop/sa/web&serial={web.SerialNumber}") { Headers = { { "x-actormesh-operator", "1" } } };
        using var answer = await mesh.Serve.Http.SendAsync(request, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));

        var ended = await Assert.ThrowsAsync<RpcException>(async () => await stream.ResponseStream.MoveNext(Cancel));
        Assert.Equal(StatusCode.Unauthenticated, ended.StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => IdentityBy(channel, []))).StatusCode);
        Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => IdentityBy(mesh.Channel(web), []))).StatusCode);
        Assert.Contains("New, ", await Resume(), StringComparison.Ordinal);
        Assert.DoesNotContain("Reused, ", await Resume(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule27_A_page_of_another_site_can_not_make_the_browser_of_an_operator_change_anything()
    {
        foreach (var path in (string[])["/debug/ca/rotate", "/debug/ca/taint", "/debug/certs/revoke?id=spiffe://cluster.local/ns/shop/sa/web&serial=1"])
        {
            using var answer = await mesh.Serve.Http.PostAsync(path, new StringContent("", null, "text/plain"), Cancel);
            Assert.Equal(System.Net.HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Rule08_Rule10_Keys_stay_in_the_owners_files_and_each_signature_is_in_the_log()
    {
        var leaf = (await Create(mesh.Channel(), Csrs.P256(), mesh.Token("shop", "audited"))).CertChain[0];
        using var certificate = X509Certificate2.CreateFromPem(leaf);
        var scalars = mesh.RootKeys();
        Assert.NotEmpty(scalars);

        await Eventually.Get("the audit has the signature", TimeSpan.FromSeconds(10), () => Task.FromResult(mesh.Serve.Output), x => x.Contains(certificate.SerialNumber, StringComparison.Ordinal));
        Assert.Single(mesh.Serve.Output.Split('\n'), x => x.Contains(certificate.SerialNumber, StringComparison.Ordinal));
        var pages = string.Concat(await Task.WhenAll(((string[])["/debug/ca", "/debug/certs", "/debug/syncz", "/debug/configz", "/metrics"]).Select(x => mesh.Serve.Http.GetStringAsync(x, Cancel))));
        foreach (var scalar in scalars)
        {
            Assert.False(scalar.IsIn(System.Text.Encoding.UTF8.GetBytes(mesh.Serve.Output + pages)));
            Assert.All(mesh.FilesBesideTheVault(), x => Assert.False(scalar.IsIn(x.Content), x.Path));
        }
    }

    private static async Task<string> IdentityBy(GrpcChannel channel, Metadata headers)
    {
        var client = new IstioCertificateService.IstioCertificateServiceClient(channel);
        var answer = await client.CreateCertificateAsync(new() { Csr = Csrs.P256(), ValidityDuration = 600 }, headers, cancellationToken: Cancel);
        using var leaf = X509Certificate2.CreateFromPem(answer.CertChain[0]);
        return $"{CertificateFacts.IdentityOf(leaf)}";
    }

    private static async Task<IstioCertificateResponse> Create(GrpcChannel channel, string csr, string? token, long seconds = 3600) =>
        await new IstioCertificateService.IstioCertificateServiceClient(channel).CreateCertificateAsync(new() { Csr = csr, ValidityDuration = seconds }, token is null ? [] : Bearer(token), cancellationToken: Cancel);

    private static async Task Refused<T>(Task sending, IAsyncStreamReader<T> answers)
    {
        await sending;
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await answers.MoveNext(Cancel));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private static Metadata Bearer(string token) => new() { { "authorization", $"Bearer {token}" } };

    private static Node Node(string account) => new()
    {
        Id = WebNode,
        Metadata = new() { Fields = { ["NAMESPACE"] = Value.ForString("shop"), ["SERVICE_ACCOUNT"] = Value.ForString(account) } },
    };

    /// <summary>Two connections, the second with whatever the first was given to resume it.</summary>
    private Task<string> Resume() => Command.Run("sh", ["-c", $"openssl s_client -connect {mesh.TlsAddress} -CAfile {mesh.Serve.RootFile} -alpn h2 -reconnect -tls1_2 < /dev/null 2>&1; true"]);

    private static Task<string> OpenSsl(string[] arguments) => Command.Run("openssl", arguments);

    private static Task<string> Python(string script, params string[] arguments) => Command.Run("/usr/bin/python3", [Path.Combine(Repository.Root, "Mesh.Tests/Interop", script), .. arguments]);
}
