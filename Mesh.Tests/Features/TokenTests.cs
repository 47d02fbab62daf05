using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;
using Microsoft.AspNetCore.Http;

namespace Mesh.Tests.Features;

/// <summary>
/// A RequestAuthentication that names its keys by jwksUri, from the issuer's own HTTPS to a gateway of a real Envoy. The gateway is a process on loopback: no
/// pod is needed to show it.
/// </summary>
public sealed class TokenTests : IAsyncLifetime
{
    private const string Audience = "shop";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Directory.CreateTempSubdirectory("tokens-").FullName;
    private readonly int _port = ServeProcess.FreePort();
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private HttpsSite _site = null!;
    private TokenIssuer _issuer = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Tomorrow => TimeProvider.System.GetUtcNow().AddDays(1);

    private string Config => Path.Combine(_directory, "config");

    public async ValueTask InitializeAsync()
    {
        _site = await HttpsSite.Start();
        _issuer = new(_site.Address);
        Directory.CreateDirectory(Config);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _issuer.Dispose();
        _client.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task A_gateway_takes_good_tokens_and_no_others()
    {
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found: set ENVOY to its path, or put it on PATH");
        using var stranger = new TokenIssuer(_site.Address);
        _site.Show("/keys", _issuer.KeySet);
        await WriteMesh($"{_site.Address}/keys");
        await using var serve = Serve();
        await serve.UntilReady();
        using var envoy = await StartEnvoy(serve);
        try
        {
            await Until(HttpStatusCode.OK, _issuer.Token(Audience, Tomorrow));

            Assert.Equal(HttpStatusCode.Forbidden, await Ask(null));
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(_issuer.Token(Audience, TimeProvider.System.GetUtcNow().AddHours(-1))));
            Assert.Equal(HttpStatusCode.Forbidden, await Ask(_issuer.Token("another", Tomorrow)));
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask(stranger.Token(Audience, Tomorrow)));
            Assert.Equal(HttpStatusCode.Unauthorized, await Ask("no.token.atall"));
        }
        finally
        {
            envoy.Kill();
        }
    }

    [Fact]
    public async Task Where_keys_cannot_be_had_the_issuer_s_tokens_are_refused_others_are_served_and_pages_tell_why()
    {
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found: set ENVOY to its path, or put it on PATH");
        _site.Show("/keys", context => context.Response.WriteAsync("<html>down for maintenance</html>"));
        await WriteMesh($"{_site.Address}/keys");
        await using var serve = Serve();
        await serve.UntilReady();
        using var envoy = await StartEnvoy(serve);
        try
        {
            await Until(HttpStatusCode.Unauthorized, _issuer.Token(Audience, Tomorrow));
            Assert.Equal(HttpStatusCode.Forbidden, await Ask(null));
            Assert.Contains("is no JSON", await serve.Http.GetStringAsync("/debug/", Cancel));
            using var report = JsonDocument.Parse(await serve.Http.GetStringAsync("/debug/jwksz", Cancel));
            Assert.Contains($"{_site.Address}/keys", report.RootElement.ToString());

            _site.Show("/keys", _issuer.KeySet);

            await Until(HttpStatusCode.OK, _issuer.Token(Audience, Tomorrow));
        }
        finally
        {
            envoy.Kill();
        }
    }

    private ServeProcess Serve()
    {
        var roots = Path.Combine(_directory, "issuer.pem");
        File.WriteAllText(roots, _site.Certificate.ExportCertificatePem());
        return ServeProcess.Start(Config, ServeProcess.FreePort(), ServeProcess.FreePort(), new Dictionary<string, string>
        {
            ["MESH_JWKS_CA_FILE"] = roots,
            ["MESH_JWKS_ALLOWED_NETWORKS"] = "127.0.0.0/8",
            ["MESH_JWKS_FIRST_RETRY"] = "200ms",
        });
    }

    private async Task<Process> StartEnvoy(ServeProcess serve)
    {
        var bootstrap = Path.Combine(_directory, "bootstrap.json");
        var text = await Command.Run(Repository.ActorMesh,
        [
            "bootstrap", "--xds", $"127.0.0.1:{serve.XdsPort}", "--node", "router~127.0.0.1~door-1.shop~shop.svc.cluster.local", "--admin-port", $"{ServeProcess.FreePort()}",
        ]);
        await File.WriteAllTextAsync(bootstrap, text, Cancel);
        return Process.Start(new ProcessStartInfo(Requirements.Envoy!)
        {
            ArgumentList = { "-c", bootstrap, "--disable-hot-restart", "--concurrency", "1", "--log-level", "critical" },
        })!;
    }

    private async Task Until(HttpStatusCode status, string token) =>
        await Eventually.Get($"the gateway answers {status}", Patience, () => Ask(token), answer => answer == status);

    /// <returns>null when nobody listens.</returns>
    private async Task<HttpStatusCode?> Ask(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{_port}/");
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        try
        {
            using var response = await _client.SendAsync(request, Cancel);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private Task WriteMesh(string jwksUri) => File.WriteAllTextAsync(Path.Combine(Config, "mesh.yaml"), $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: shop}
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: {name: door, namespace: shop}
        spec: {servers: [{port: {number: {{_port}}, name: http, protocol: HTTP}, bind: 127.0.0.1, hosts: ["*"]}]}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: door, namespace: shop}
        spec: {hosts: ["*"], gateways: [door], http: [{directResponse: {status: 200} }]}
        ---
        apiVersion: security.istio.io/v1
        kind: RequestAuthentication
        metadata: {name: tokens, namespace: shop}
        spec: {jwtRules: [{issuer: "{{_site.Address}}", audiences: [{{Audience}}], jwksUri: "{{jwksUri}}"}]}
        ---
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: tokens, namespace: shop}
        spec: {rules: [{from: [{source: {requestPrincipals: ["*"]} }] }]}
        """, Cancel);
}
