using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using JwtConfig = Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtAuthentication;

namespace Mesh.Core.Translation.Security;

/// <summary>RequestAuthentications → one JWT filter. A token must be good; whether there must be one is authorization's question.</summary>
internal static class JwtAuthenticationFilter
{
    public const string Name = "envoy.filters.http.jwt_authn";

    /// <summary>Where claims are left, and authorization and routes look for them.</summary>
    private const string Payload = "payload";

    private static readonly string[] SpaceDelimited = ["permission", "scope"];

    /// <summary>A key to which nobody has the other half: until the issuer's keys are known, its tokens are refused and requests without one pass.</summary>
    private const string FailClosedKeys =
        "{\n  \"keys\": [\n    {\n      \"kty\": \"RSA\",\n      \"e\": \"AQAB\",\n      \"n\": \"0xObjM0UvS_oaazjpEYlAbwctEJ4L8pH3OuTb7qth7gUwqet-EzQB4dgFdvSdMgrLnSncQGRjpEYz3F3viIbH-3EN3TxSlPNviHxeOdyiBVfumN8dMxbLvVJUpfNOnvmMxJcl-8NNjAwcOjk4otSALaYgYYyOPyvKtgVdrQr-FoubWX4yrjxW-MJ2-7OBeepUUNOsVwGV23YX03sVkkyvY3otRflkBcY3_HKpBxJl9wk2GyOShN4_PNUF9-vwfnvOXMbCDX-w4PTef4geeb_GiT40YCKHTKMSPVanGRn5GExIWmki-mmqh94-mPTJyBR74ShspL3BxPZitDL574T1w\"\n    }\n  ]\n}";

    /// <param name="fetched">Keys by <see cref="JwksSource"/>, of rules that do not have them with them.</param>
    /// <returns>null when no policy has a rule.</returns>
    public static HttpFilter? Of(IEnumerable<ConfigObject<RequestAuthentication>> policies, ValueMap<Identity<JwksKeys>> fetched, bool gateway)
    {
        var rules = policies.SelectMany(x => x.Spec.JwtRules ?? []).OrderBy(x => x.Issuer, StringComparer.Ordinal).ToList();
        if (rules.Count == 0) return null;
        var config = new JwtConfig { BypassCorsPreflight = true };
        for (var i = 0; i < rules.Count; i++) config.Providers[NameOf(i)] = Provider(rules[i], KeysOf(rules[i], fetched), gateway);
        config.Rules.Add(new RequirementRule { Match = new() { Prefix = "/" }, Requires = Requirement(rules) });
        return HttpFilters.Filter(Name, config);
    }

    private static string NameOf(int rule) => $"origins-{rule}";

    private static string KeysOf(JwtRule rule, ValueMap<Identity<JwksKeys>> fetched)
    {
        // One rule with keys that nobody can read must not cost the workload its listener.
        if (rule.Jwks is { Length: > 0 } written) return JwksText.Problem(written) is null ? written : FailClosedKeys;
        return JwksSource.Of(rule) is { } source && fetched.TryGetValue(source.ToString(), out var keys) ? keys.Value.Text : FailClosedKeys;
    }

    private static JwtProvider Provider(JwtRule rule, string keys, bool gateway)
    {
        var provider = new JwtProvider
        {
            Issuer = rule.Issuer ?? "",
            LocalJwks = new() { InlineString = keys },
            Forward = rule.ForwardOriginalToken ?? false,
            ForwardPayloadHeader = rule.OutputPayloadToHeader ?? "",
            PayloadInMetadata = Payload,
            // Routes of a gateway may match claims, which are known only now.
            ClearRouteCache = gateway,
            NormalizePayloadInMetadata = new(),
        };
        provider.NormalizePayloadInMetadata.SpaceDelimitedClaims.Add(SpaceDelimited.Union(rule.SpaceDelimitedClaims ?? []).Order(StringComparer.Ordinal));
        provider.Audiences.Add(rule.Audiences ?? []);
        provider.FromHeaders.Add((rule.FromHeaders ?? []).Select(x => new Envoy.Extensions.Filters.Http.JwtAuthn.V3.JwtHeader { Name = x.Name ?? "", ValuePrefix = x.Prefix ?? "" }));
        provider.FromParams.Add(rule.FromParams ?? []);
        provider.FromCookies.Add(rule.FromCookies ?? []);
        provider.ClaimToHeaders.Add((rule.OutputClaimToHeaders ?? []).Select(x => new JwtClaimToHeader { HeaderName = x.Header ?? "", ClaimName = x.Claim ?? "" }));
        return provider;
    }

    /// <summary>One rule: a good token or none. Several: a good token of one of them, or none of any.</summary>
    private static JwtRequirement Requirement(IReadOnlyList<JwtRule> rules)
    {
        var each = rules.Select((rule, i) => GoodOrNone(rule, i)).ToList();
        if (each.Count == 1) return each[0];
        var any = new JwtRequirement { RequiresAny = new() };
        any.RequiresAny.Requirements.Add(Enumerable.Range(0, rules.Count).Select(x => new JwtRequirement { ProviderName = NameOf(x) }));
        var all = new JwtRequirement { RequiresAll = new() };
        all.RequiresAll.Requirements.Add(each);
        any.RequiresAny.Requirements.Add(all);
        return any;
    }

    private static JwtRequirement GoodOrNone(JwtRule rule, int index)
    {
        var good = new JwtRequirement { ProviderName = NameOf(index) };
        if (rule.Presence == JwtRulePresence.Required) return good;
        return new() { RequiresAny = new() { Requirements = { good, new JwtRequirement { AllowMissing = new Empty() } } } };
    }
}
