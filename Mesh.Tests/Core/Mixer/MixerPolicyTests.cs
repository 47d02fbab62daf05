using Google.Rpc;
using Mesh.Core.Config;
using Mesh.Core.Mixer;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Model;
using Mesh.Core.Quotas;

namespace Mesh.Tests.Core.Mixer;

/// <summary>The tasks of Mixer 1.1's own documentation, as users still have them in their repositories.</summary>
public sealed class MixerPolicyTests
{
    private const string DenyV3 = """
        apiVersion: config.istio.io/v1alpha2
        kind: handler
        metadata: {name: denyreviewsv3handler, namespace: shop}
        spec:
          compiledAdapter: denier
          params:
            status: {code: 7, message: Not allowed}
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: instance
        metadata: {name: denyreviewsv3request, namespace: shop}
        spec: {compiledTemplate: checknothing}
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: rule
        metadata: {name: denyreviewsv3, namespace: shop}
        spec:
          match: destination.labels["app"] == "ratings" && source.labels["version"] == "v3"
          actions:
          - handler: denyreviewsv3handler
            instances: [denyreviewsv3request]
        """;

    private const string VersionList = """
        apiVersion: config.istio.io/v1alpha2
        kind: handler
        metadata: {name: whitelist, namespace: istio-system}
        spec:
          compiledAdapter: listchecker
          params: {overrides: [v1, v2], blacklist: false}
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: instance
        metadata: {name: appversion, namespace: istio-system}
        spec:
          compiledTemplate: listentry
          params: {value: 'source.labels["version"]'}
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: rule
        metadata: {name: checkversion, namespace: istio-system}
        spec:
          match: destination.labels["app"] == "ratings"
          actions:
          - handler: whitelist.istio-system
            instances: [appversion]
        """;

    private const string RequestCount = """
        apiVersion: config.istio.io/v1alpha2
        kind: instance
        metadata: {name: requestcountquota, namespace: istio-system}
        spec:
          compiledTemplate: quota
          params:
            dimensions:
              source: request.headers["x-forwarded-for"] | "unknown"
              destination: destination.labels["app"] | destination.service.name | "unknown"
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: handler
        metadata: {name: quotahandler, namespace: istio-system}
        spec:
          compiledAdapter: memquota
          params:
            quotas:
            - name: requestcountquota.instance.istio-system
              maxAmount: 500
              validDuration: 1s
              overrides:
              - dimensions: {destination: reviews}
                maxAmount: 1
                validDuration: 5s
        ---
        apiVersion: config.istio.io/v1alpha2
        kind: rule
        metadata: {name: quota, namespace: istio-system}
        spec:
          actions:
          - handler: quotahandler
            instances: [requestcountquota]
        """;

    [Theory]
    [InlineData("v3", "shop", Code.PermissionDenied)]
    [InlineData("v2", "shop", Code.Ok)]
    [InlineData("v3", "elsewhere", Code.Ok)]
    public void A_denier_denies_what_its_rule_matches_in_its_namespace(string version, string @namespace, Code expected)
    {
        var result = Policy(DenyV3).Check(Call("ratings", version, @namespace));

        Assert.Equal(expected, result.Verdict.Code);
        Assert.Equal(expected == Code.Ok ? "" : "denyreviewsv3handler.shop:Not allowed", result.Verdict.Message);
    }

    [Theory]
    [InlineData("v1", Code.Ok, "")]
    [InlineData("v3", Code.NotFound, "whitelist.istio-system:v3 is not whitelisted")]
    [InlineData(null, Code.NotFound, "whitelist.istio-system:what is not known is not whitelisted")]
    public void A_list_lets_its_entries_pass(string? version, Code expected, string message)
    {
        var result = Policy(VersionList).Check(Call("ratings", version, "shop"));

        Assert.Equal((expected, message), (result.Verdict.Code, result.Verdict.Message));
    }

    [Theory]
    [InlineData("IP_ADDRESSES", "10.57.0.0/16", "source.ip", false, Code.Ok)]
    [InlineData("IP_ADDRESSES", "10.58.0.0/16", "source.ip", false, Code.NotFound)]
    [InlineData("IP_ADDRESSES", "10.57.3.4", "source.ip", true, Code.PermissionDenied)]
    [InlineData("CASE_INSENSITIVE_STRINGS", "V3", "source.labels[\"version\"]", true, Code.PermissionDenied)]
    [InlineData("REGEX", "^v[0-9]$", "source.labels[\"version\"]", false, Code.Ok)]
    public void A_list_compares_by_the_type_of_its_entries(string type, string entry, string value, bool blacklist, Code expected)
    {
        var yaml = VersionList
            .Replace("{overrides: [v1, v2], blacklist: false}", $"{{overrides: ['{entry}'], entryType: {type}, blacklist: {(blacklist ? "true" : "false")}}}", StringComparison.Ordinal)
            .Replace("""'source.labels["version"]'""", $"'{value}'", StringComparison.Ordinal);

        Assert.Equal(expected, Policy(yaml).Check(Call("ratings", "v3", "shop")).Verdict.Code);
    }

    [Fact]
    public void All_that_deny_are_heard_and_the_strictest_time_holds()
    {
        var result = Policy($"{DenyV3}\n---\n{VersionList}").Check(Call("ratings", "v3", "shop"));

        Assert.Equal("whitelist.istio-system:v3 is not whitelisted, denyreviewsv3handler.shop:Not allowed", result.Verdict.Message);
        Assert.Equal((TimeSpan.FromSeconds(5), 1000), (result.Verdict.ValidFor, result.Verdict.ValidUses));
    }

    [Fact]
    public void Where_no_handler_speaks_a_minute_and_ten_thousand_uses_hold()
    {
        var verdict = MixerPolicy.Empty.Check(Call("ratings", "v3", "shop")).Verdict;

        Assert.Equal((Code.Ok, TimeSpan.FromMinutes(1), 10_000), (verdict.Code, verdict.ValidFor, verdict.ValidUses));
    }

    [Fact]
    public void A_quota_has_its_dimensions_and_an_override_of_theirs_goes_first()
    {
        var policy = Policy(RequestCount);

        var ratings = policy.QuotaOf("requestcountquota", Call("ratings", "v1", "shop"));
        var reviews = policy.QuotaOf("requestcountquota", Call("reviews", "v1", "shop"));

        Assert.Equal(("requestcountquota.istio-system|destination=ratings|source=unknown", QuotaLimit.Rolling(500, TimeSpan.FromSeconds(1))), (ratings!.Key, ratings.Limit));
        Assert.Equal(QuotaLimit.Rolling(1, TimeSpan.FromSeconds(5)), reviews!.Limit);
        Assert.Null(policy.QuotaOf("another", Call("reviews", "v1", "shop")));
    }

    [Fact]
    public void What_leads_nowhere_is_a_warning_and_the_rest_works()
    {
        var policy = Policy(DenyV3.Replace("instances: [denyreviewsv3request]", "instances: [gone, denyreviewsv3request]", StringComparison.Ordinal));

        Assert.Equal("spec.actions[0].instances[0]: there is no instance gone in namespace shop, so the handler is not asked about it", Assert.Single(policy.Warnings).Error.ToString());
        Assert.Equal(Code.PermissionDenied, policy.Check(Call("ratings", "v3", "shop")).Verdict.Code);
    }

    [Theory]
    [InlineData("compiledAdapter: denier", "compiledAdapter: stackdriver", "spec.compiledAdapter: must be one of denier, listchecker, memquota, redisquota, not \"stackdriver\"")]
    [InlineData("code: 7", "code: 77", "spec.params.status.code: must be a code of google.rpc.Code from 1 to 16 (7 is PERMISSION_DENIED), not 77")]
    [InlineData("status:", "statuss:", "spec.params.statuss: unknown field; did you mean status?")]
    [InlineData("compiledTemplate: checknothing", "compiledTemplate: tracespan", "spec.compiledTemplate: must be one of checknothing, listentry, quota, not \"tracespan\"")]
    [InlineData("destination.labels", "destination.lables", "spec.match: destination.lables is no attribute; did you mean destination.labels?")]
    public void A_mistake_is_refused_with_its_field(string right, string wrong, string complaint)
    {
        var documents = ConfigReader.Read("policy.yaml", DenyV3.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Contains(documents.SelectMany(x => x.Errors), x => x.ToString().StartsWith(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void Headers_are_edited_by_expressions()
    {
        var result = Policy("""
            apiVersion: config.istio.io/v1alpha2
            kind: rule
            metadata: {name: headers, namespace: istio-system}
            spec:
              requestHeaderOperations:
              - name: x-caller
                values: ['source.labels["version"]']
              responseHeaderOperations:
              - {name: server, operation: REMOVE}
            """).Check(Call("ratings", "v3", "shop"));

        Assert.Equal(new("x-caller", "v3", HeaderOperationKind.Replace), Assert.Single(result.RequestHeaders));
        Assert.Equal(new("server", "", HeaderOperationKind.Remove), Assert.Single(result.ResponseHeaders));
    }

    [Fact]
    public void A_verdict_is_kept_for_requests_that_agree_in_what_was_looked_at()
    {
        var (policy, cache, now) = (Policy(DenyV3), new CheckCache(10), DateTimeOffset.UnixEpoch);
        cache.Put(policy.Check(Call("ratings", "v3", "shop")), Call("ratings", "v3", "shop"), now);

        Assert.Equal(Code.PermissionDenied, cache.Find(Call("ratings", "v3", "shop", "/other/path"), now)!.Verdict.Code);
        Assert.Null(cache.Find(Call("ratings", "v2", "shop"), now));
        Assert.Null(cache.Find(Call("ratings", null, "shop"), now));
        Assert.Null(cache.Find(Call("ratings", "v3", "shop"), now + TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_verdict_is_used_as_often_as_it_says_and_the_cache_stays_within_its_bound()
    {
        var (policy, cache, now) = (Policy(DenyV3.Replace("status:", "validUseCount: 1\n    status:", StringComparison.Ordinal)), new CheckCache(10), DateTimeOffset.UnixEpoch);
        for (var i = 0; i < 100; i++) cache.Put(policy.Check(Call("ratings", $"v{i}", "shop")), Call("ratings", $"v{i}", "shop"), now);

        Assert.InRange(cache.Count, 1, 10);
        cache.Put(policy.Check(Call("ratings", "v3", "shop")), Call("ratings", "v3", "shop"), now);
        Assert.NotNull(cache.Find(Call("ratings", "v3", "shop"), now));
        Assert.Null(cache.Find(Call("ratings", "v3", "shop"), now));
    }

    private static MixerPolicy Policy(string yaml) => MixerPolicy.Build(ConfigSet.Of(ConfigReader.Read("policy.yaml", yaml).Select(x =>
    {
        Assert.True(x.Valid, $"{x.Name}: {string.Join("; ", x.Errors)}");
        return x.Object!;
    })), "istio-system");

    private static AttributeBag Call(string app, string? version, string @namespace, string path = "/")
    {
        var labels = new Dictionary<string, string>();
        if (version is not null) labels["version"] = version;
        return new(new Dictionary<string, object>
        {
            ["source.ip"] = System.Net.IPAddress.Parse("10.57.3.4"),
            ["source.labels"] = labels,
            ["destination.labels"] = new Dictionary<string, string> { ["app"] = app },
            ["destination.namespace"] = @namespace,
            ["request.path"] = path,
        });
    }
}
