using Envoy.Config.Listener.V3;
using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;
using Policies = System.Collections.Generic.IReadOnlyList<Mesh.Core.Config.ConfigObject<Mesh.Core.Config.AuthorizationPolicy>>;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>The AuthorizationPolicies of a workload → RBAC filters: AUDIT, then DENY, then ALLOW. What a DENY keeps out no ALLOW lets in.</summary>
internal sealed class AuthorizationFilters(Policies policies, TrustDomains domains)
{
    public const string HttpName = "envoy.filters.http.rbac";
    public const string NetworkName = "envoy.filters.network.rbac";
    public const string NetworkStatPrefix = "tcp.";

    private const string DryRunAnnotation = "istio.io/dry-run";

    private static readonly (AuthorizationPolicyAction Action, RBAC.Types.Action Rbac)[] InOrder =
    [
        (AuthorizationPolicyAction.Audit, RBAC.Types.Action.Log),
        (AuthorizationPolicyAction.Deny, RBAC.Types.Action.Deny),
        (AuthorizationPolicyAction.Allow, RBAC.Types.Action.Allow),
    ];

    public IEnumerable<HttpFilter> Http() => Rules(tcp: false).Select(x =>
        HttpFilters.Filter(HttpName, new HttpRbac { Rules = x.Enforced, ShadowRules = x.Shadow, ShadowRulesStatPrefix = ShadowPrefix(x.Shadow) }));

    public IEnumerable<Filter> Network() => Rules(tcp: true).Select(x => NetworkFilters.Filter(NetworkName, new NetworkRbac
    {
        Rules = x.Enforced,
        ShadowRules = x.Shadow,
        ShadowRulesStatPrefix = ShadowPrefix(x.Shadow),
        StatPrefix = NetworkStatPrefix,
    }));

    /// <summary><c>ns[namespace]-policy[name]-rule[index]</c>: what logs and dry runs say.</summary>
    public static string NameOf(ConfigObject<AuthorizationPolicy> policy, int rule) => $"ns[{policy.Namespace}]-policy[{policy.Name}]-rule[{rule}]";

    private IEnumerable<(RBAC? Enforced, RBAC? Shadow)> Rules(bool tcp)
    {
        foreach (var (action, rbac) in InOrder)
        {
            var own = policies.Where(x => (x.Spec.Action ?? AuthorizationPolicyAction.Allow) == action).ToList();
            if (own.Count == 0) continue;
            yield return (Build(own.Where(x => !IsDryRun(x)), rbac, tcp), Build(own.Where(IsDryRun), rbac, tcp));
        }
    }

    /// <returns>null for no policies at all; policies whose rules all fall away leave empty rules, which match nothing.</returns>
    private RBAC? Build(IEnumerable<ConfigObject<AuthorizationPolicy>> of, RBAC.Types.Action action, bool tcp)
    {
        RBAC? rules = null;
        foreach (var policy in of)
        {
            rules ??= new() { Action = action };
            var written = policy.Spec.Rules ?? [];
            if (written.Count == 0) rules.Policies[NameOf(policy, 0)] = AuthorizationRules.Never;
            for (var i = 0; i < written.Count; i++)
            {
                var translated = AuthorizationRules.Translate(written[i], policy.Namespace, domains, tcp, allow: action == RBAC.Types.Action.Allow);
                if (translated is not null) rules.Policies[NameOf(policy, i)] = translated;
            }
        }
        return rules;
    }

    private static bool IsDryRun(ConfigObject<AuthorizationPolicy> policy) => policy.Meta.Annotations.GetValueOrDefault(DryRunAnnotation) == "true";

    private static string ShadowPrefix(RBAC? shadow) => shadow?.Action switch
    {
        RBAC.Types.Action.Deny => "istio_dry_run_deny_",
        RBAC.Types.Action.Log => "",
        _ => "istio_dry_run_allow_",
    };
}
