using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Security.Jwks;
using Mesh.Core.Translation.Security.Authorization;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Security;

/// <summary>Which policies count for a workload. Compares by the identity of each.</summary>
public sealed record WorkloadPolicies(
    ValueList<Identity<ConfigObject<AuthorizationPolicy>>> Authorization,
    ValueList<Identity<ConfigObject<RequestAuthentication>>> Requests,
    ValueList<ExternalAuthorizer> Authorizers,
    ValueMap<Identity<JwksKeys>> Jwks)
{
    public static WorkloadPolicies Of(ProxyContext context)
    {
        var (ns, labels) = (context.Proxy.Namespace, context.Proxy.Labels);
        var authorization = context.Model.AuthorizationPolicies.Of(ns, labels);
        var requests = context.Model.RequestAuthentications.Of(ns, labels);
        return new(authorization, requests, ExternalAuthorizer.Of(context, authorization.Select(x => x.Value)), KeysOf(context, requests.Select(x => x.Value)));
    }

    /// <summary>What is known of the keys that the rules name by address; a rule whose keys are not known finds none.</summary>
    private static ValueMap<Identity<JwksKeys>> KeysOf(ProxyContext context, IEnumerable<ConfigObject<RequestAuthentication>> requests) => ValueMap<Identity<JwksKeys>>.From(
        from request in requests
        from rule in request.Spec.JwtRules ?? []
        let source = JwksSource.Of(rule)
        where source is not null
        let keys = context.Model.Jwks.Of(source.Value)
        where keys is not null
        select KeyValuePair.Create(source.Value.ToString(), new Identity<JwksKeys>(keys)));

    public IEnumerable<ConfigKey> Keys => Authorization.Select(x => x.Value.Key).Concat(Requests.Select(x => x.Value.Key));
}

/// <summary>The filters that decide whether a request, or a connection, may pass. Built once per set of policies.</summary>
public sealed class WorkloadSecurity
{
    public WorkloadSecurity(WorkloadPolicies policies, MeshConfig mesh, ProxyType type)
    {
        var gateway = type == ProxyType.Router;
        var domains = new TrustDomains(mesh);
        IReadOnlyList<ConfigObject<AuthorizationPolicy>> all = [.. policies.Authorization.Select(x => x.Value)];
        var asked = new ExternalAuthorization(all, policies.Authorizers, domains, gateway);
        var rules = new AuthorizationFilters(all, domains);
        External = [.. asked.Http()];
        Jwt = JwtAuthenticationFilter.Of(policies.Requests.Select(x => x.Value), policies.Jwks, gateway);
        Rules = [.. rules.Http()];
        NetworkExternal = [.. asked.Network()];
        NetworkRules = [.. rules.Network()];
    }

    /// <summary>CUSTOM policies.</summary>
    public IReadOnlyList<HttpFilter> External { get; }

    public HttpFilter? Jwt { get; }

    /// <summary>AUDIT, DENY and ALLOW policies.</summary>
    public IReadOnlyList<HttpFilter> Rules { get; }

    /// <summary>CUSTOM policies, for TCP.</summary>
    public IReadOnlyList<Filter> NetworkExternal { get; }

    /// <summary>AUDIT, DENY and ALLOW policies, for TCP.</summary>
    public IReadOnlyList<Filter> NetworkRules { get; }
}
