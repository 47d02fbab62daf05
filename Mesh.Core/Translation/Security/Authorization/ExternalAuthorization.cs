using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Filters.Http.ExtAuthz.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Type.Matcher.V3;
using Envoy.Type.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using GrpcService = Envoy.Config.Core.V3.GrpcService;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;
using HttpService = Envoy.Extensions.Filters.Http.ExtAuthz.V3.HttpService;
using NetworkExtAuthz = Envoy.Extensions.Filters.Network.ExtAuthz.V3.ExtAuthz;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;
using Policies = System.Collections.Generic.IReadOnlyList<Mesh.Core.Config.ConfigObject<Mesh.Core.Config.AuthorizationPolicy>>;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>
/// CUSTOM policies: an RBAC filter that only notes what matches, and an external authorization filter that asks about what was noted. Where it cannot
/// be known whom to ask, what matches is refused.
/// </summary>
internal sealed class ExternalAuthorization(Policies policies, ValueList<ExternalAuthorizer> authorizers, TrustDomains domains, bool gateway)
{
    private const string Prefix = "istio-ext-authz-";
    private const string BadSuffix = "-deny-due-to-bad-CUSTOM-action";
    private const string ShadowPrefix = "istio_ext_authz_";
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    public IEnumerable<HttpFilter> Http()
    {
        if (Only() is { Provider: { } provider } good)
        {
            yield return HttpFilters.Filter(AuthorizationFilters.HttpName, new HttpRbac { ShadowRules = Rules(good, tcp: false, ""), ShadowRulesStatPrefix = ShadowPrefix });
            yield return HttpFilters.Filter("envoy.filters.http.ext_authz", HttpAsk(good, provider.Value));
            yield break;
        }
        foreach (var bad in authorizers) yield return HttpFilters.Filter(AuthorizationFilters.HttpName, new HttpRbac { Rules = Rules(bad, tcp: false, BadSuffix) });
    }

    public IEnumerable<Filter> Network()
    {
        if (Only() is { Provider: { } provider } good)
        {
            // A service that speaks HTTP cannot be asked about a connection.
            if (provider.Value.EnvoyExtAuthzGrpc is not { } grpc) yield break;
            yield return NetworkFilters.Filter(AuthorizationFilters.NetworkName, new NetworkRbac
            {
                ShadowRules = Rules(good, tcp: true, ""),
                ShadowRulesStatPrefix = ShadowPrefix,
                StatPrefix = AuthorizationFilters.NetworkStatPrefix,
            });
            yield return NetworkFilters.Filter("envoy.filters.network.ext_authz", new NetworkExtAuthz
            {
                StatPrefix = AuthorizationFilters.NetworkStatPrefix,
                FailureModeAllow = grpc.FailOpen ?? false,
                TransportApiVersion = ApiVersion.V3,
                GrpcService = Grpc(good, grpc),
                FilterEnabledMetadata = Noted(good, AuthorizationFilters.NetworkName),
            });
            yield break;
        }
        foreach (var bad in authorizers)
        {
            yield return NetworkFilters.Filter(AuthorizationFilters.NetworkName, new NetworkRbac { Rules = Rules(bad, tcp: true, BadSuffix), StatPrefix = AuthorizationFilters.NetworkStatPrefix });
        }
    }

    /// <summary>One workload can ask one provider only.</summary>
    private ExternalAuthorizer? Only() => authorizers is [{ Host: not null } only] ? only : null;

    private RBAC Rules(ExternalAuthorizer authorizer, bool tcp, string suffix)
    {
        var rules = new RBAC { Action = RBAC.Types.Action.Deny };
        foreach (var policy in policies.Where(x => x.Spec.Action == AuthorizationPolicyAction.Custom && (x.Spec.Provider?.Name ?? "") == authorizer.Name))
        {
            var written = policy.Spec.Rules ?? [];
            if (written.Count == 0) rules.Policies[$"{Prefix}{authorizer.Name}-{AuthorizationFilters.NameOf(policy, 0)}{suffix}"] = AuthorizationRules.Never;
            for (var i = 0; i < written.Count; i++)
            {
                var translated = AuthorizationRules.Translate(written[i], policy.Namespace, domains, tcp, allow: false);
                if (translated is not null) rules.Policies[$"{Prefix}{authorizer.Name}-{AuthorizationFilters.NameOf(policy, i)}{suffix}"] = translated;
            }
        }
        return rules;
    }

    private ExtAuthz HttpAsk(ExternalAuthorizer authorizer, ExtensionProvider provider)
    {
        var ask = new ExtAuthz { TransportApiVersion = ApiVersion.V3, FilterEnabledMetadata = Noted(authorizer, AuthorizationFilters.HttpName) };
        if (provider.EnvoyExtAuthzHttp is { } http)
        {
            Common(ask, http.FailOpen, http.StatusOnError, http.IncludeRequestBodyInCheck, http.ClearRouteCache);
            ask.HttpService = Http(authorizer, http);
            ask.AllowedHeaders = Patterns([.. http.IncludeRequestHeadersInCheck ?? [], .. http.IncludeHeadersInCheck ?? []]);
        }
        else if (provider.EnvoyExtAuthzGrpc is { } grpc)
        {
            Common(ask, grpc.FailOpen, grpc.StatusOnError, grpc.IncludeRequestBodyInCheck, grpc.ClearRouteCache);
            ask.GrpcService = Grpc(authorizer, grpc);
        }
        return ask;
    }

    private void Common(ExtAuthz ask, bool? failOpen, string? status, EnvoyExternalAuthorizationRequestBody? body, bool? clearRouteCache)
    {
        ask.FailureModeAllow = failOpen ?? false;
        // Only a gateway routes again by what the service added.
        ask.ClearRouteCache = gateway && clearRouteCache == true;
        if (int.TryParse(status, out var code)) ask.StatusOnError = new HttpStatus { Code = (StatusCode)code };
        if (body is not null)
        {
            ask.WithRequestBody = new() { MaxRequestBytes = body.MaxRequestBytes ?? 0, AllowPartialMessage = body.AllowPartialMessage ?? false, PackAsBytes = body.PackAsBytes ?? false };
        }
    }

    private static HttpService Http(ExternalAuthorizer authorizer, EnvoyExternalAuthorizationHttpProvider http)
    {
        var service = new HttpService
        {
            PathPrefix = http.PathPrefix ?? "",
            ServerUri = new() { Uri = $"http://{authorizer.Host}", Cluster = authorizer.Cluster, Timeout = Duration.FromTimeSpan(http.Timeout ?? DefaultTimeout) },
        };
        if (http.IncludeAdditionalHeadersInCheck is { Count: > 0 } more)
        {
            service.AuthorizationRequest = new();
            service.AuthorizationRequest.HeadersToAdd.Add(more.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => new HeaderValue { Key = x.Key, Value = x.Value }));
        }
        var response = new AuthorizationResponse
        {
            AllowedUpstreamHeaders = Patterns(http.HeadersToUpstreamOnAllow),
            AllowedClientHeaders = Patterns(http.HeadersToDownstreamOnDeny),
            AllowedClientHeadersOnSuccess = Patterns(http.HeadersToDownstreamOnAllow),
        };
        if (!response.Equals(new AuthorizationResponse())) service.AuthorizationResponse = response;
        return service;
    }

    private static GrpcService Grpc(ExternalAuthorizer authorizer, EnvoyExternalAuthorizationGrpcProvider grpc) => new()
    {
        EnvoyGrpc = new() { ClusterName = authorizer.Cluster, Authority = authorizer.Host },
        Timeout = Duration.FromTimeSpan(grpc.Timeout ?? DefaultTimeout),
    };

    /// <summary>Asks only about what the RBAC filter before it noted.</summary>
    private static MetadataMatcher Noted(ExternalAuthorizer authorizer, string filter) => new()
    {
        Filter = filter,
        Path = { new MetadataMatcher.Types.PathSegment { Key = ShadowPrefix + "shadow_effective_policy_id" } },
        Value = new() { StringMatch = new() { Prefix = Prefix + authorizer.Name } },
    };

    private static ListStringMatcher? Patterns(IReadOnlyList<string>? headers)
    {
        if (headers is not { Count: > 0 }) return null;
        var list = new ListStringMatcher();
        list.Patterns.Add(headers.Select(x => PolicyMatchers.Text(x, ignoreCase: true)));
        return list;
    }
}
