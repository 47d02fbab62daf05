using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Config.Listener.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Mesh.Core.Explain.Filters;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Security;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>
/// Every authorization that istiod sends in the conformance data, in a real Envoy: clients of several identities, over mutual TLS, with headers, paths,
/// addresses and claims that the policies speak of. It must allow and deny what the explanation says.
/// </summary>
public sealed class PolicyAgreementTests
{
    private const int Seed = 20261125;
    private const int RequestsPerPolicy = 120;
    private const string CaseHeader = "x-case";
    private const string ClaimsHeader = "x-claims";
    private const string ServerName = "crane.harbor.example";

    private static readonly string[] Methods = ["GET", "GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"];

    private static readonly string[] Clients =
    [
        "ns/clinic/sa/nurse", "ns/lab/sa/tech", "ns/mint/sa/smith", "ns/museum/sa/guide", "ns/inn/sa/cook", "ns/garden/sa/mole", "ns/cellar/sa/brewer", "ns/default/sa/default",
    ];

    [Fact]
    public async Task A_real_Envoy_allows_and_denies_what_is_explained()
    {
        SentResources.Demand();
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        var cancel = TestContext.Current.CancellationToken;
        var guess = new Guess(new Random(Seed));
        var all = Policies();
        Assert.InRange(all.Count, 10, int.MaxValue);
        var now = TimeProvider.System.GetUtcNow();
        using var ca = new TestCa(now);
        await using var envoy = await EnvoyProcess.Start([Listener(all, ca, now)]);

        var (asked, denied, differences) = (0, 0, new List<string>());
        foreach (var client in Clients)
        {
            var http = await Connect(envoy, ca, client, now);
            for (var n = 0; n < all.Count * RequestsPerPolicy / Clients.Length; n++)
            {
                var index = n % all.Count;
                var (request, claims) = Request(guess, all[index]);
                var verdict = RbacEngine.Evaluate(all[index], Facts(request, claims, client));
                var headers = request.Headers.Where(x => x.Key != "host").Append(new(CaseHeader, $"{index}"));
                if (claims is not null) headers = headers.Append(new(ClaimsHeader, Convert.ToBase64String(Google.Protobuf.WellKnownTypes.Value.Parser.ParseJson(claims).ToByteArray())));
                var answer = await http.TrySend(request.Method, request.Path, request.Authority, headers, cancel);
                if (answer is not var (status, _))
                {
                    differences.Add($"{request} {string.Join(" ", request.Headers)}: closed");
                    http = await Connect(envoy, ca, client, now);
                    continue;
                }
                asked++;
                if (status == 403) denied++;
                if (status == 403 == verdict.Allowed) differences.Add($"{all[index]}: {request} {string.Join(" ", request.Headers)} {claims} by {client}: Envoy answers {status}, explained is: {verdict.Why}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} requests against {all.Count} sets of policies, {denied} of them denied");
        Assert.True(differences.Count == 0, $"{differences.Count} of {asked} differ:\n{string.Join("\n", differences.Take(12))}");
        Assert.InRange(denied, asked / 10, asked * 9 / 10);
    }

    private static List<RBAC> Policies()
    {
        var known = new List<RBAC>();
        foreach (var (_, listener) in SentResources.All<Listener>("listeners"))
        {
            foreach (var filter in listener.FilterChains.SelectMany(x => x.Filters).Where(x => x.TypedConfig?.Is(HttpConnectionManager.Descriptor) == true))
            {
                foreach (var http in filter.TypedConfig.Unpack<HttpConnectionManager>().HttpFilters.Where(x => x.TypedConfig?.Is(HttpRbac.Descriptor) == true))
                {
                    var rbac = http.TypedConfig.Unpack<HttpRbac>();
                    known.AddRange(new[] { rbac.Rules, rbac.ShadowRules }.OfType<RBAC>().Where(x => x.Action != RBAC.Types.Action.Log));
                }
            }
        }
        return [.. known.Distinct()];
    }

    private static RequestFacts Facts(MeshRequest request, string? claims, string client)
    {
        // A socket in the file system has no address, so the client's is that of x-forwarded-for or none; Envoy gives such a peer and itself none that a range could hold.
        var connection = new Connection { Port = 0, Protocol = RequestProtocol.Http, Tls = new(ServerName, [], $"spiffe://cluster.local/{client}") };
        var metadata = claims is null ? RequestMetadata.None
            : new RequestMetadata(new Dictionary<string, JsonElement> { [RequestMetadata.Jwt] = JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement> { ["payload"] = JsonSerializer.Deserialize<JsonElement>(claims) }) });
        var headers = new RequestHeaders(request, request.Authority, request.Path);
        var forwarded = headers.Find("x-forwarded-for")?.Split(',')[^1].Trim();
        return new(connection, headers, metadata, forwarded is null ? null : System.Net.IPAddress.Parse(forwarded));
    }

    private static (MeshRequest Request, string? Claims) Request(Guess guess, RBAC rules)
    {
        var headers = new List<KeyValuePair<string, string>> { new("host", "x.example") };
        var (method, path, claims) = (guess.Of(Methods), "/a", new JsonObject());
        var policy = guess.Of([.. rules.Policies.Values]);
        foreach (var permission in policy.Permissions.SelectMany(Leaves).Where(_ => !guess.Sometimes(4)))
        {
            if (permission.UrlPath?.Path is { } wanted) path = guess.Text(wanted);
            if (permission.UriTemplate is not null) path = guess.Of(["/floors/1/rooms/2", "/floors/1/2/rooms/x", "/floors/a/rooms/", "/x/y/z"]);
            if (permission.Header is { StringMatch: { } text } header)
            {
                var value = guess.Text(text);
                if (header.Name == ":method") method = Methods.Contains(value) ? value : method;
                else if (header.Name == ":authority") headers[0] = new("host", value);
                else headers.Add(new(header.Name, value));
            }
        }
        foreach (var principal in policy.Principals.SelectMany(Leaves).Where(_ => !guess.Sometimes(4)))
        {
            if (principal.Header is { StringMatch: { } text } header && !header.Name.StartsWith(':')) headers.Add(new(header.Name, guess.Text(text)));
            if (principal.RemoteIp is { } range) headers.Add(new("x-forwarded-for", guess.Sometimes(3) ? "192.0.2.1" : range.AddressPrefix));
            if (principal.Metadata is { Filter: RequestMetadata.Jwt } metadata) Claim(guess, claims, [.. metadata.Path.Skip(1).Select(x => x.Key)], Texts(guess, metadata.Value));
        }
        path = new string([.. (path.StartsWith('/') ? path : "/" + path).Where(x => x is > ' ' and < '\x7f' and not '#')]);
        var kept = headers.Where(x => x.Value.All(c => c is > ' ' and < '\x7f')).GroupBy(x => x.Key).Select(x => x.First()).ToList();
        if (kept.Count == 0 || kept[0].Key != "host" || kept[0].Value.Any(x => !char.IsAsciiLetterOrDigit(x) && x is not ('.' or '-' or ':'))) kept = [new("host", "x.example"), .. kept.Where(x => x.Key != "host")];
        return (new(RequestProtocol.Http, method, "x", 80, path, kept), claims.Count > 0 ? claims.ToJsonString() : null);
    }

    private static void Claim(Guess guess, JsonObject claims, List<string> path, IReadOnlyList<string> values)
    {
        if (path.Count == 0 || values.Count == 0) return;
        var at = claims;
        foreach (var key in path[..^1]) at = at[key] as JsonObject ?? (JsonObject)(at[key] = new JsonObject());
        at[path[^1]] = guess.Sometimes(3) ? new JsonArray("other", guess.Of(values)) : guess.Of(values);
    }

    private static IReadOnlyList<string> Texts(Guess guess, Envoy.Type.Matcher.V3.ValueMatcher matcher) =>
    [
        .. matcher.StringMatch is { } text ? [guess.Text(text)] : Array.Empty<string>(),
        .. matcher.ListMatch is { } list ? Texts(guess, list.OneOf) : [],
        .. (matcher.OrMatch?.ValueMatchers ?? []).SelectMany(x => Texts(guess, x)),
    ];

    private static IEnumerable<Permission> Leaves(Permission x) => x.RuleCase switch
    {
        Permission.RuleOneofCase.AndRules => x.AndRules.Rules.SelectMany(Leaves),
        Permission.RuleOneofCase.OrRules => x.OrRules.Rules.SelectMany(Leaves),
        Permission.RuleOneofCase.NotRule => Leaves(x.NotRule),
        _ => [x],
    };

    private static IEnumerable<Principal> Leaves(Principal x) => x.IdentifierCase switch
    {
        Principal.IdentifierOneofCase.AndIds => x.AndIds.Ids.SelectMany(Leaves),
        Principal.IdentifierOneofCase.OrIds => x.OrIds.Ids.SelectMany(Leaves),
        Principal.IdentifierOneofCase.NotId => Leaves(x.NotId),
        _ => [x],
    };

    private static JsonObject Listener(IReadOnlyList<RBAC> all, TestCa ca, DateTimeOffset now)
    {
        var server = ca.Issue(SpiffeId.Of("cluster.local", "x", "server").Id!, TimeSpan.FromHours(1));
        var routes = new JsonArray([.. all.Select((x, i) => new JsonObject
        {
            ["match"] = JsonNode.Parse($$$"""{"prefix":"/","headers":[{"name":"{{{CaseHeader}}}","stringMatch":{"exact":"{{{i}}}"}}]}"""),
            ["directResponse"] = JsonNode.Parse("""{"status":200}"""),
            ["typedPerFilterConfig"] = new JsonObject
            {
                ["envoy.filters.http.rbac"] = new JsonObject
                {
                    ["@type"] = "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBACPerRoute",
                    ["rbac"] = new JsonObject { ["rules"] = SentResources.Json(x) },
                },
            },
        })]);
        var listener = JsonNode.Parse($$$"""
            {"listenerFilters":[{"name":"tls","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector"}}],
             "filterChains":[{"transportSocket":{"name":"tls","typedConfig":{
              "@type":"type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext","requireClientCertificate":true,
              "commonTlsContext":{"tlsCertificates":[{"certificateChain":{"inlineBytes":"{{{Convert.ToBase64String(server.ChainPem.Span)}}}"},"privateKey":{"inlineBytes":"{{{Convert.ToBase64String(server.KeyPem.Bytes.Span)}}}"}}],
                "validationContext":{"trustedCa":{"inlineBytes":"{{{Convert.ToBase64String(ca.RootPem.Span)}}}"} } } } },
              "filters":[{"name":"envoy.filters.network.http_connection_manager","typedConfig":{
              "@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              "statPrefix":"x","routeConfig":{"virtualHosts":[{"name":"x","domains":["*"],"routes":[]}]},
              "httpFilters":[
                {"name":"claims","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.header_to_metadata.v3.Config","requestRules":[{"header":"{{{ClaimsHeader}}}",
                  "onHeaderPresent":{"metadataNamespace":"envoy.filters.http.jwt_authn","key":"payload","type":"PROTOBUF_VALUE","encode":"BASE64"},"remove":true}]}},
                {"name":"envoy.filters.http.rbac","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC"}},
                {"name":"envoy.filters.http.router","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """)!.AsObject();
        listener["filterChains"]![0]!["filters"]![0]!["typedConfig"]!["routeConfig"]!["virtualHosts"]![0]!["routes"] = routes;
        return listener;
    }

    private static async Task<PlainHttp> Connect(EnvoyProcess envoy, TestCa ca, string client, DateTimeOffset now)
    {
        var parts = client.Split('/');
        var issued = ca.Issue(SpiffeId.Of("cluster.local", parts[1], parts[3]).Id!, TimeSpan.FromHours(1));
        using var pem = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(issued.ChainPem.Span), Encoding.ASCII.GetString(issued.KeyPem.Bytes.Span));
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        var stream = new SslStream(await PlainHttp.Open(envoy.SocketOf(0)), leaveInnerStreamOpen: false);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = ServerName,
            ClientCertificates = [certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        return new(stream);
    }
}
