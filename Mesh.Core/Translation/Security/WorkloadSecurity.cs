using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Security.Authorization;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Security;

/// <summary>Which policies count for a workload. Compares by the identity of each.</summary>
public sealed record WorkloadPolicies(
    ValueList<Identity<ConfigObject<AuthorizationPolicy>>> Authorization,
    ValueList<Identity<ConfigObject<RequestAuthentication>>> Requests,
    ValueList<ExternalAuthorizer> Authorizers)
{
    public static WorkloadPolicies Of(ProxyContext context)
    {
        var (ns, labels) = (context.Proxy.Namespace, context.Proxy.Labels);
        var authorization = context.Model.AuthorizationPolicies.Of(ns, labels);
        return new(authorization, context.Model.RequestAuthentications.Of(ns, labels), ExternalAuthorizer.Of(context, authorization.Select(x => x.Value)));
    }

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
        Jwt = JwtAuthenticationFilter.Of(policies.Requests.Select(x => x.Value), gateway);
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
