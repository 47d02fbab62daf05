using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Xds;
using Mesh.Tests.Core.Translation.Routes;
using HttpRbac = Envoy.Extensions.Filters.Http.Rbac.V3.RBAC;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;
using NetworkRbac = Envoy.Extensions.Filters.Network.Rbac.V3.RBAC;

namespace Mesh.Tests.Core.Translation.Security;

public sealed class AuthorizationRuleTests
{
    private const string Both = "rules: [{to: [{operation: {methods: [GET]}}]}, {from: [{source: {namespaces: [bank]}}]}]";

    [Fact]
    public void On_TCP_an_ALLOW_rule_about_HTTP_lets_nobody_in()
    {
        var rules = Network(Policy("p", Both));

        Assert.Equal(["ns[shop]-policy[p]-rule[1]"], rules.Rules.Policies.Keys);
    }

    [Fact]
    public void On_TCP_a_DENY_rule_about_HTTP_keeps_everybody_out()
    {
        var rules = Network(Policy("p", "action: DENY, " + Both));

        Assert.Equal(2, rules.Rules.Policies.Count);
        Assert.True(rules.Rules.Policies["ns[shop]-policy[p]-rule[0]"].Permissions.Single().AndRules.Rules.Single().Any);
    }

    [Fact]
    public void A_policy_without_rules_matches_nothing()
    {
        var rules = Http(Policy("p", "action: ALLOW")).Single();

        Assert.True(rules.Rules.Policies["ns[shop]-policy[p]-rule[0]"].Permissions.Single().NotRule.Any);
    }

    [Fact]
    public void DENY_comes_before_ALLOW_whichever_is_older()
    {
        var filters = Http(Policy("a", Both) + Policy("z", "action: DENY, " + Both));

        Assert.Equal(["Deny", "Allow"], filters.Select(x => x.Rules.Action.ToString()));
    }

    [Fact]
    public void A_principal_of_the_mesh_is_meant_in_every_trust_domain_of_it()
    {
        var mesh = new MeshConfig { TrustDomain = "new.test", TrustDomainAliases = ["old.test"] };

        var rules = Http(Policy("p", "rules: [{from: [{source: {principals: [cluster.local/ns/a/sa/b, other.test/ns/a/sa/b]}}]}]"), mesh).Single();

        var names = rules.Rules.Policies.Values.Single().Principals.Single().AndIds.Ids.Single().OrIds.Ids.Select(x => x.Authenticated.PrincipalName.Exact);
        Assert.Equal(["spiffe://new.test/ns/a/sa/b", "spiffe://old.test/ns/a/sa/b", "spiffe://other.test/ns/a/sa/b"], names);
    }

    [Fact]
    public void What_a_CUSTOM_policy_matches_is_refused_while_nobody_can_be_asked()
    {
        var rules = Http(Policy("p", "action: CUSTOM, provider: {name: nobody}, rules: [{to: [{operation: {methods: [GET]}}]}]")).Single();

        Assert.Equal("Deny", rules.Rules.Action.ToString());
        Assert.All(rules.Rules.Policies.Keys, x => Assert.EndsWith("-deny-due-to-bad-CUSTOM-action", x));
    }

    private static IReadOnlyList<HttpRbac> Http(string policies, MeshConfig? mesh = null)
    {
        var manager = Chain(policies, mesh, "virtualInbound-catchall-http").Filters.Single().TypedConfig.Unpack<Manager>();
        return [.. manager.HttpFilters.Where(x => x.Name == "envoy.filters.http.rbac").Select(x => x.TypedConfig.Unpack<HttpRbac>())];
    }

    private static NetworkRbac Network(string policies) =>
        Chain(policies, null, XdsName.VirtualInbound).Filters.Single(x => x.Name == "envoy.filters.network.rbac").TypedConfig.Unpack<NetworkRbac>();

    private static FilterChain Chain(string policies, MeshConfig? mesh, string name)
    {
        var context = new RouteFixture(policies, mesh).Sidecar();
        var inbound = (Listener)ListenerTranslator.Translate(context).Single(x => x.Name == XdsName.VirtualInbound).Message;
        return inbound.FilterChains.First(x => x.Name == name);
    }

    private static string Policy(string name, string spec) => $$"""
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: {{name}}, namespace: shop}
        spec: { {{spec}} }
        ---

        """;
}
