using System.Text.Json;
using System.Text.Json.Nodes;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Explain.Routes;
using Kind = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtRequirement.RequiresTypeOneofCase;

namespace Mesh.Core.Explain.Filters;

/// <summary>envoy.filters.http.jwt_authn.</summary>
internal sealed class JwtEvaluation(JwtAuthentication config, RequestHeaders headers)
{
    private const string Unverified = "signature and times are not checked here";

    private readonly Dictionary<string, TokenState> _tokens = config.Providers.ToDictionary(x => x.Key, x => Tokens.Of(x.Value, headers));

    /// <summary>The claims of the good tokens, as later filters and routes find them.</summary>
    public RequestMetadata Metadata
    {
        get
        {
            var payload = new JsonObject();
            foreach (var (name, token) in _tokens)
            {
                var key = config.Providers[name].PayloadInMetadata;
                if (token.Claims is not null && key.Length > 0) payload[key] = token.Claims.DeepClone();
            }
            return payload.Count == 0 ? RequestMetadata.None
                : new(new Dictionary<string, JsonElement> { [RequestMetadata.Jwt] = JsonSerializer.SerializeToElement(payload) });
        }
    }

    public FilterStep Step(string name)
    {
        if (config.BypassCorsPreflight && headers.Method == "OPTIONS" && headers.Find("origin") is not null && headers.Find("access-control-request-method") is not null)
        {
            return new(name, FilterEffect.Passes, "a preflight request of CORS needs no token");
        }
        var rule = config.Rules.FirstOrDefault(x => RouteMatching.WhyNot(x.Match, headers, RequestMetadata.None, null) is null);
        if (rule is null) return new(name, FilterEffect.Passes, "no rule asks for a token here");
        if (rule.Requires is not { } requirement) return new(name, FilterEffect.Passes, "the rule for this path asks for no token");
        if (WhyNot(requirement, [.. config.Providers.Keys]) is { } reason) return new(name, FilterEffect.Denies, $"401: {reason}");
        var good = _tokens.Where(x => x.Value.Claims is not null).Select(x => config.Providers[x.Key].Issuer).ToList();
        return new(name, FilterEffect.Passes, good.Count == 0 ? "no token is there, and none is needed" : $"a token of {string.Join(" and of ", good)} ({Unverified})");
    }

    private string? WhyNot(JwtRequirement requirement, IReadOnlyList<string> siblings) => requirement.RequiresTypeCase switch
    {
        Kind.ProviderName => Of(requirement.ProviderName),
        Kind.ProviderAndAudiences => Of(requirement.ProviderAndAudiences.ProviderName),
        Kind.RequiresAny => Any(requirement.RequiresAny.Requirements),
        Kind.RequiresAll => requirement.RequiresAll.Requirements.Select(x => WhyNot(x, siblings)).FirstOrDefault(x => x is not null),
        Kind.AllowMissing => siblings.Select(x => _tokens.GetValueOrDefault(x)).FirstOrDefault(x => x is { Present: true, Claims: null })?.Why,
        _ => null,
    };

    private string? Any(IReadOnlyCollection<JwtRequirement> requirements)
    {
        var named = requirements.Where(x => x.RequiresTypeCase == Kind.ProviderName).Select(x => x.ProviderName).ToList();
        return Permissions.Any(requirements.Select(x => WhyNot(x, named)));
    }

    private string? Of(string provider) => _tokens.TryGetValue(provider, out var token) ? token.Why : $"provider {provider} is not there";
}
