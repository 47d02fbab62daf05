using System.Globalization;
using System.Text.Json;
using Envoy.Extensions.Filters.Http.ExtAuthz.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.JwtAuthn.V3;
using Envoy.Extensions.Filters.Http.LocalRatelimit.V3;
using Envoy.Extensions.Filters.Http.Rbac.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Explain.Matching;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using CorsPolicy = Envoy.Extensions.Filters.Http.Cors.V3.CorsPolicy;

namespace Mesh.Core.Explain.Filters;

/// <summary>The HTTP filters of a connection manager, one after another, until one ends the request.</summary>
internal sealed class HttpFilterWalk(EnvoyResources resources, PerRoute perRoute, RequestFacts facts)
{
    private const string RbacName = "envoy.filters.http.rbac";

    private readonly RequestHeaders _headers = facts.Headers!;
    private RequestMetadata _metadata = facts.Metadata;

    /// <summary>The status of the answer, when a filter gives one.</summary>
    public int? Status { get; private set; }

    public IReadOnlyList<FilterStep> Walk(IEnumerable<HttpFilter> filters)
    {
        var steps = new List<FilterStep>();
        foreach (var filter in filters)
        {
            if (filter.Disabled && perRoute.Find(filter.Name) is null) continue;
            if (perRoute.IsDisabled(filter.Name))
            {
                steps.Add(new(filter.Name, FilterEffect.Passes, "the route turns it off"));
                continue;
            }
            var step = Step(filter.Name, ConfigOf(filter, resources));
            steps.Add(step);
            if (step.Effect == FilterEffect.Denies) break;
        }
        return steps;
    }

    /// <summary>A filter's own configuration, or the one that comes under its name by ECDS.</summary>
    public static Any? ConfigOf(HttpFilter filter, EnvoyResources resources) =>
        filter.ConfigDiscovery is { } discovery ? resources.Extension(filter.Name)?.TypedConfig ?? discovery.DefaultConfig : filter.TypedConfig;

    private FilterStep Step(string name, Any? config)
    {
        if (config is null) return new(name, FilterEffect.Depends, "its configuration has not been sent: requests wait for it or fail");
        if (config.Is(RBAC.Descriptor)) return Rbac(name, config.Unpack<RBAC>());
        if (config.Is(JwtAuthentication.Descriptor)) return Ended(new JwtEvaluation(config.Unpack<JwtAuthentication>(), _headers).Step(name), 401);
        if (config.Is(HTTPFault.Descriptor)) return Fault(name, perRoute.Find<HTTPFault>(name) ?? config.Unpack<HTTPFault>());
        if (config.Is(ExtAuthz.Descriptor)) return External(name, config.Unpack<ExtAuthz>());
        if (config.Is(LocalRateLimit.Descriptor)) return Limit(name, perRoute.Find<LocalRateLimit>(name) ?? config.Unpack<LocalRateLimit>());
        if (config.Is(Envoy.Extensions.Filters.Http.Cors.V3.Cors.Descriptor)) return Cors(name, perRoute.Find<CorsPolicy>(name));
        if (config.Is(Envoy.Extensions.Filters.Http.Wasm.V3.Wasm.Descriptor)) return new(name, FilterEffect.Depends, "a WebAssembly module sees the request and may change or answer it");
        if (config.TypeUrl.EndsWith(".Lua", StringComparison.Ordinal)) return new(name, FilterEffect.Depends, "a Lua script sees the request and may change or answer it");
        if (config.TypeUrl.EndsWith("ratelimit.v3.RateLimit", StringComparison.Ordinal)) return new(name, FilterEffect.Depends, "a rate limit service is asked");
        return new(name, FilterEffect.Passes, "");
    }

    private FilterStep Rbac(string name, RBAC own)
    {
        var config = perRoute.Find<RBACPerRoute>(name) is { } route ? route.Rbac : own;
        if (config is null) return new(name, FilterEffect.Passes, "the route turns it off");
        var now = facts with { Metadata = _metadata };
        var words = new List<string>();
        if (config.ShadowRules is { } shadow)
        {
            var verdict = RbacEngine.Evaluate(shadow, now);
            Learn(RbacName, $"{config.ShadowRulesStatPrefix}shadow_engine_result", verdict.Allowed ? "allowed" : "denied");
            if (verdict.Policy is { } policy) Learn(RbacName, $"{config.ShadowRulesStatPrefix}shadow_effective_policy_id", policy);
            words.Add($"tried without effect: {verdict.Why}");
        }
        if (config.Rules is null) return new(name, FilterEffect.Passes, words.Count > 0 ? words[0] : "it has no rules");
        var answer = RbacEngine.Evaluate(config.Rules, now);
        words.Insert(0, answer.Why);
        if (!answer.Allowed) Status = 403;
        return new(name, answer.Allowed ? FilterEffect.Passes : FilterEffect.Denies, (answer.Allowed ? "" : "403: ") + string.Join("; ", words));
    }

    private FilterStep External(string name, ExtAuthz config)
    {
        if (config.FilterEnabledMetadata is { } condition && !MetadataMatching.Matches(condition, _metadata)) return new(name, FilterEffect.Passes, "no policy has it ask for this request");
        if (perRoute.Find<ExtAuthzPerRoute>(name) is { Disabled: true }) return new(name, FilterEffect.Passes, "the route turns it off");
        var whom = config.GrpcService?.EnvoyGrpc?.ClusterName ?? config.HttpService?.ServerUri?.Cluster ?? "a service";
        return new(name, FilterEffect.Depends, $"{whom} is asked{(config.FailureModeAllow ? "; when it does not answer, the request passes" : "; when it does not answer, the request is denied")}");
    }

    private FilterStep Fault(string name, HTTPFault fault)
    {
        if (fault.Headers.Any(x => !HeaderMatching.Matches(x, _headers))) return new(name, FilterEffect.Passes, "its headers do not match");
        var words = new List<string>();
        if (fault.Delay?.FixedDelay is { } delay) words.Add($"waits {Words.Time(delay)} in {Words.Percent(Words.Share(fault.Delay.Percentage))} of the requests");
        if (fault.Abort is not { } abort) return words.Count == 0 ? new(name, FilterEffect.Passes, "") : new(name, FilterEffect.Passes, words[0]);
        var share = Words.Share(abort.Percentage);
        var grpc = abort.ErrorTypeCase == FaultAbort.ErrorTypeOneofCase.GrpcStatus;
        words.Add($"answers {(grpc ? $"gRPC status {abort.GrpcStatus}" : abort.HttpStatus.ToString(CultureInfo.InvariantCulture))} in {Words.Percent(share)} of the requests");
        if (share >= 100) Status = grpc ? 200 : (int)abort.HttpStatus;
        return new(name, share >= 100 ? FilterEffect.Denies : share > 0 ? FilterEffect.Depends : FilterEffect.Passes, string.Join(", ", words));
    }

    private FilterStep Cors(string name, CorsPolicy? policy)
    {
        if (policy is null || (policy.FilterEnabled is { } enabled && Words.Share(enabled.DefaultValue) == 0)) return new(name, FilterEffect.Passes, "");
        if (_headers.Find("origin") is not { } origin) return new(name, FilterEffect.Passes, "the request names no origin");
        var allowed = policy.AllowOriginStringMatch.Any(x => StringMatching.Matches(x, origin));
        if (_headers.Method == "OPTIONS" && _headers.Find("access-control-request-method") is not null && allowed)
        {
            Status = 200;
            return new(name, FilterEffect.Denies, $"200: answers the preflight request of origin {origin}");
        }
        return new(name, FilterEffect.Passes, allowed ? $"origin {origin} is allowed" : $"origin {origin} is not allowed: the browser will not hand out the answer");
    }

    private static FilterStep Limit(string name, LocalRateLimit limit) => limit.TokenBucket is not { } bucket
        ? new(name, FilterEffect.Passes, "it limits nothing")
        : new(name, FilterEffect.Depends, $"at most {bucket.MaxTokens} at once, {bucket.TokensPerFill ?? 1} more each {Words.Time(bucket.FillInterval)}, for all clients together");

    private FilterStep Ended(FilterStep step, int status)
    {
        if (step.Effect == FilterEffect.Denies) Status = status;
        return step;
    }

    private void Learn(string filter, string key, string value)
    {
        var fields = _metadata.ByFilter.TryGetValue(filter, out var known) ? known.EnumerateObject().ToDictionary(x => x.Name, x => x.Value) : [];
        fields[key] = JsonSerializer.SerializeToElement(value);
        _metadata = new(new Dictionary<string, JsonElement>(_metadata.ByFilter) { [filter] = JsonSerializer.SerializeToElement(fields) });
    }
}
