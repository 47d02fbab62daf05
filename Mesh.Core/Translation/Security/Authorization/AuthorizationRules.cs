using Envoy.Config.Rbac.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Security.Authorization;

/// <summary>One rule of an AuthorizationPolicy → one policy of Envoy's RBAC.</summary>
internal static class AuthorizationRules
{
    /// <summary>Matches nothing: an ALLOW policy without rules lets nobody in.</summary>
    public static readonly Policy Never = new()
    {
        Permissions = { new Permission { NotRule = new() { Any = true } } },
        Principals = { new Principal { NotId = new() { Any = true } } },
    };

    /// <param name="ns">Of the policy.</param>
    /// <param name="tcp">On a TCP connection nothing of HTTP is known. Who must be let in is then not let in; who must be kept out is kept out by the rest.</param>
    /// <param name="allow">True for ALLOW policies.</param>
    /// <returns>null when the rule cannot apply.</returns>
    public static Policy? Translate(Rule rule, string ns, TrustDomains domains, bool tcp, bool allow)
    {
        var conditions = (rule.When ?? []).Select(x => (Attribute: Attributes.ByKey(x.Key ?? "", ns, domains), Condition: x)).ToList();
        // A condition that nobody can check must not be taken for true.
        if (conditions.Any(x => x.Attribute is null)) return null;
        var when = conditions.Select(x => new Demand(x.Attribute!, x.Condition.Values ?? [], x.Condition.NotValues ?? [])).ToList();

        List<List<Demand>> sources = rule.From is { Count: > 0 } from ? [.. from.Select(x => Of(x.Source ?? new(), ns, domains))] : [[]];
        List<List<Demand>> operations = rule.To is { Count: > 0 } to ? [.. to.Select(x => Of(x.Operation ?? new()))] : [[]];
        foreach (var source in sources) source.AddRange(when.Where(x => x.Attribute.Principal is not null));
        foreach (var operation in operations) operation.AddRange(when.Where(x => x.Attribute.Permission is not null));
        if (tcp)
        {
            var everything = sources.Concat(operations).ToList();
            if (allow && everything.Any(x => x.Any(y => y.Attribute.HttpOnly && !y.IsEmpty))) return null;
            foreach (var demands in everything) demands.RemoveAll(x => x.Attribute.HttpOnly);
        }
        var policy = new Policy();
        policy.Permissions.Add(operations.Select(AllOf));
        policy.Principals.Add(sources.Select(AllOfIds));
        return policy;
    }

    private static List<Demand> Of(Source source, string ns, TrustDomains domains) =>
    [
        new(Attributes.SourcePrincipal(domains), source.Principals ?? [], source.NotPrincipals ?? []),
        new(Attributes.RequestPrincipal, source.RequestPrincipals ?? [], source.NotRequestPrincipals ?? []),
        new(Attributes.TrustDomain(domains), source.TrustDomains ?? [], source.NotTrustDomains ?? []),
        new(Attributes.ServiceAccount(ns), source.ServiceAccounts ?? [], source.NotServiceAccounts ?? []),
        new(Attributes.Namespace, source.Namespaces ?? [], source.NotNamespaces ?? []),
        new(Attributes.RemoteIp, source.RemoteIpBlocks ?? [], source.NotRemoteIpBlocks ?? []),
        new(Attributes.SourceIp, source.IpBlocks ?? [], source.NotIpBlocks ?? []),
    ];

    private static List<Demand> Of(Operation operation) =>
    [
        new(Attributes.Host, operation.Hosts ?? [], operation.NotHosts ?? []),
        new(Attributes.Method, operation.Methods ?? [], operation.NotMethods ?? []),
        new(Attributes.Path, operation.Paths ?? [], operation.NotPaths ?? []),
        new(Attributes.DestinationPort, operation.Ports ?? [], operation.NotPorts ?? []),
    ];

    private static Permission AllOf(List<Demand> demands)
    {
        var all = new Permission { AndRules = new() };
        all.AndRules.Rules.Add(demands.SelectMany(x => x.Permissions()));
        if (all.AndRules.Rules.Count == 0) all.AndRules.Rules.Add(new Permission { Any = true });
        return all;
    }

    private static Principal AllOfIds(List<Demand> demands)
    {
        var all = new Principal { AndIds = new() };
        all.AndIds.Ids.Add(demands.SelectMany(x => x.Principals()));
        if (all.AndIds.Ids.Count == 0) all.AndIds.Ids.Add(new Principal { Any = true });
        return all;
    }
}
