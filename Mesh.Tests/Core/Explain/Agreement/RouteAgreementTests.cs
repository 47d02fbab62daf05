using System.Text.Json.Nodes;
using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Mesh.Core.Explain;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Core.Explain.Agreement;

/// <summary>
/// Every route configuration that istiod sends in the conformance data, in a real Envoy that answers with the name of the route that it took: the
/// explanation must take the same, request for request.
/// </summary>
public sealed class RouteAgreementTests
{
    private const int Seed = 20261125;
    private const int RequestsPerConfiguration = 60;
    private const string CaseHeader = "x-case";

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "PUT", "DELETE", "OPTIONS"];

    [Fact]
    public async Task A_real_Envoy_takes_the_route_that_is_explained()
    {
        SentResources.Demand();
        if (Requirements.Envoy is null) Requirements.Lacks("no Envoy was found");
        var cancel = TestContext.Current.CancellationToken;
        var random = new Random(Seed);
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {Seed}");
        var all = SentResources.All<RouteConfiguration>("routes").Select(x => (x.Case, Routes: Answering(x.Resource))).ToList();
        await using var envoy = await EnvoyProcess.Start([Listener(all.Select(x => x.Routes))]);

        var (asked, differences) = (0, new List<string>());
        for (var i = 0; i < all.Count; i++)
        {
            var client = await PlainHttp.Connect(envoy.SocketOf(0));
            foreach (var request in Requests(all[i].Routes, random))
            {
                var expected = Explained(all[i].Routes, request);
                var answer = await client.TrySend(request.Method, request.Path, request.Authority, request.Headers.Where(x => x.Key != "host").Append(new(CaseHeader, $"{i}")), cancel);
                asked++;
                var actual = answer switch { null => "closed", (200, var route) => route, var (status, _) => $"{status}" };
                if (answer is null) client = await PlainHttp.Connect(envoy.SocketOf(0));
                if (actual != expected) differences.Add($"{all[i].Case} {all[i].Routes.Name}: {request.Method} {request.Authority} {request.Path} {string.Join(" ", request.Headers)}: Envoy takes {actual}, explained is {expected}");
            }
        }

        Assert.True(differences.Count == 0, $"{differences.Count} of {asked} differ:\n{string.Join("\n", differences.Take(20))}");
        Assert.InRange(asked, all.Count * RequestsPerConfiguration / 2, int.MaxValue);
        TestContext.Current.TestOutputHelper?.WriteLine($"{asked} requests to {all.Count} route configurations");
    }

    private static string Explained(RouteConfiguration routes, MeshRequest request)
    {
        var hop = new HttpHop(new(XdsSnapshot.Empty), new() { RouteConfig = routes, NormalizePath = true, MergeSlashes = true }, new() { Port = 80, Protocol = RequestProtocol.Http }, request);
        hop.Walk();
        return hop.Routes?.Route?.Name ?? "404";
    }

    private static RouteConfiguration Answering(RouteConfiguration sent)
    {
        var answering = new RouteConfiguration { Name = sent.Name, IgnorePortInHostMatching = sent.IgnorePortInHostMatching };
        foreach (var host in sent.VirtualHosts)
        {
            var copy = new VirtualHost { Name = host.Name, Domains = { host.Domains } };
            for (var i = 0; i < host.Routes.Count; i++)
            {
                copy.Routes.Add(new Route
                {
                    Name = $"{host.Name} #{i}",
                    Match = host.Routes[i].Match,
                    DirectResponse = new() { Status = 200 },
                    ResponseHeadersToAdd = { new HeaderValueOption { Header = new() { Key = PlainHttp.RouteHeader, Value = $"{host.Name} #{i}" } } },
                });
            }
            answering.VirtualHosts.Add(copy);
        }
        return answering;
    }

    private static JsonObject Listener(IEnumerable<RouteConfiguration> all)
    {
        var scopes = new JsonArray([.. all.Select((x, i) => new JsonObject
        {
            ["name"] = $"{i}",
            ["routeConfiguration"] = SentResources.Json(Named(x, $"{i}")),
            ["key"] = new JsonObject { ["fragments"] = new JsonArray(new JsonObject { ["stringKey"] = $"{i}" }) },
        })]);
        var listener = JsonNode.Parse($$$"""
            {"filterChains":[{"filters":[{"name":"envoy.filters.network.http_connection_manager","typedConfig":{
              "@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
              "statPrefix":"x","normalizePath":true,"mergeSlashes":true,
              "scopedRoutes":{"name":"x","scopeKeyBuilder":{"fragments":[{"headerValueExtractor":{"name":"{{{CaseHeader}}}","index":0}}]},
                "scopedRouteConfigurationsList":{"scopedRouteConfigurations":[]}},
              "httpFilters":[{"name":"envoy.filters.http.router","typedConfig":{"@type":"type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"}}]}}]}]}
            """)!.AsObject();
        listener["filterChains"]![0]!["filters"]![0]!["typedConfig"]!["scopedRoutes"]!["scopedRouteConfigurationsList"]!["scopedRouteConfigurations"] = scopes;
        return listener;
    }

    /// <summary>The route configurations of different proxies have the same names.</summary>
    private static RouteConfiguration Named(RouteConfiguration routes, string name)
    {
        var copy = routes.Clone();
        copy.Name = name;
        return copy;
    }

    private static IEnumerable<MeshRequest> Requests(RouteConfiguration routes, Random random)
    {
        var guess = new Guess(random);
        for (var i = 0; i < RequestsPerConfiguration; i++)
        {
            var host = guess.Of(routes.VirtualHosts);
            var headers = new List<KeyValuePair<string, string>> { new("host", Authority(guess, guess.Of(host.Domains))) };
            var (method, path) = (guess.Of(Methods), "/");
            if (host.Routes.Count > 0)
            {
                var match = guess.Of(host.Routes).Match;
                path = Path(guess, match);
                foreach (var header in match.Headers.Where(_ => !guess.Sometimes(6)))
                {
                    var value = header.StringMatch is { } text ? guess.Text(text) : "x";
                    if (header.Name == ":method") method = value.All(char.IsAsciiLetterUpper) && value.Length > 0 ? value : method;
                    else if (header.Name == ":authority") headers[0] = new("host", value);
                    else if (!header.Name.StartsWith(':') && value.All(x => x is > ' ' and < '\x7f')) headers.Add(new(header.Name, value));
                }
                var query = match.QueryParameters.Where(_ => !guess.Sometimes(6)).Select(x => $"{x.Name}={(x.StringMatch is { } text ? guess.Text(text) : "")}").ToList();
                if (query.Count > 0) path += "?" + string.Join('&', query);
            }
            if (!Methods.Contains(method) || path.Any(x => x is <= ' ' or >= '\x7f' or '#') || !IsHost(headers[0].Value)) continue;
            yield return new(RequestProtocol.Http, method, "x", 80, path, headers);
        }
    }

    private static bool IsHost(string text) => text.Length > 0 && text.All(x => char.IsAsciiLetterOrDigit(x) || x is '.' or '-' or ':' or '_' or '[' or ']');

    private static string Authority(Guess guess, string domain)
    {
        var host = domain == "*" ? guess.Of(["nobody.example", "a.b", "10.0.0.1"])
            : domain.StartsWith('*') ? guess.Of(["a", "a.b", ""]) + domain[1..]
            : domain.EndsWith('*') ? domain[..^1] + guess.Of(["80", "x", ""]) : domain;
        if (guess.Sometimes(8)) host = host.ToUpperInvariant();
        return guess.Sometimes(10) ? host + ":8080" : host.TrimStart('.');
    }

    private static string Path(Guess guess, RouteMatch match)
    {
        var path = match.PathSpecifierCase switch
        {
            RouteMatch.PathSpecifierOneofCase.Prefix => match.Prefix + guess.Of(["", "x", "/x", "?y=1", "../z", "/./w", "//v", "%41"]),
            RouteMatch.PathSpecifierOneofCase.Path => match.Path,
            RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => match.PathSeparatedPrefix + guess.Of(["", "/", "/x", "x"]),
            RouteMatch.PathSpecifierOneofCase.SafeRegex => guess.Regex(match.SafeRegex.Regex),
            _ => "/a/b",
        };
        path = guess.Nearly(path);
        return path.StartsWith('/') ? path : "/" + path;
    }
}
