using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Whom a rule of an AuthorizationPolicy means.</summary>
internal static class SourceValidator
{
    private const int MaxServiceAccounts = 16;
    private const int MaxServiceAccountLength = 320;

    private static readonly string[] Identities =
        ["principals", "notPrincipals", "requestPrincipals", "notRequestPrincipals", "namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts"];

    public static void Validate(string field, Source? source, bool isCustom, Findings findings)
    {
        if (source is null || Lists(source).All(x => x.Values is null or { Count: 0 }))
        {
            findings.Error(field, "names nobody; it needs at least one of its lists");
            return;
        }
        foreach (var (name, values) in Lists(source))
        {
            for (var i = 0; i < values?.Count; i++)
            {
                if (values[i].Length == 0) findings.Error($"{field}.{name}[{i}]", "must not be empty");
                else Value($"{field}.{name}[{i}]", name, values[i], findings);
            }
        }
        ServiceAccounts(field, source, findings);
        foreach (var (name, values) in isCustom ? Lists(source) : [])
        {
            if (values is { Count: > 0 } && Identities.Contains(name)) findings.Error($"{field}.{name}", "cannot be asked with action CUSTOM, which decides before it is known who calls");
        }
    }

    /// <returns>Why a text is no service account of the mesh, or null.</returns>
    public static string? ServiceAccountProblem(string account)
    {
        if (account.Contains('*', StringComparison.Ordinal)) return "wildcards are not supported";
        if (account.Length > MaxServiceAccountLength) return $"has {account.Length} characters; at most {MaxServiceAccountLength} are allowed";
        return account.Split('/').Length > 2 ? $"must be account or namespace/account, not \"{account}\"" : null;
    }

    /// <returns>Why a text is no trust domain, or null.</returns>
    public static string? TrustDomainProblem(string domain)
    {
        if (domain.Contains('/', StringComparison.Ordinal)) return "a trust domain has no /";
        return domain.Length > 2 && domain[1..^1].Contains('*', StringComparison.Ordinal) ? $"a wildcard may stand first or last only, not as in \"{domain}\"" : null;
    }

    private static void Value(string field, string list, string value, Findings findings)
    {
        var problem = list switch
        {
            "ipBlocks" or "notIpBlocks" or "remoteIpBlocks" or "notRemoteIpBlocks" => FieldChecks.SubnetProblem(value),
            "serviceAccounts" or "notServiceAccounts" => ServiceAccountProblem(value),
            "trustDomains" or "notTrustDomains" => TrustDomainProblem(value),
            _ => null,
        };
        if (problem is not null) findings.Error(field, problem);
    }

    private static void ServiceAccounts(string field, Source source, Findings findings)
    {
        var (any, others) = (source.ServiceAccounts is not null || source.NotServiceAccounts is not null,
            source.Namespaces is not null || source.NotNamespaces is not null || source.Principals is not null || source.NotPrincipals is not null);
        if (any && others) findings.Error(field, "takes either service accounts, or namespaces and principals");
        if (source.ServiceAccounts?.Count > MaxServiceAccounts) findings.Error($"{field}.serviceAccounts", $"takes at most {MaxServiceAccounts} values");
        if (source.NotServiceAccounts?.Count > MaxServiceAccounts) findings.Error($"{field}.notServiceAccounts", $"takes at most {MaxServiceAccounts} values");
    }

    private static (string Name, ValueList<string>? Values)[] Lists(Source source) =>
    [
        ("principals", source.Principals), ("notPrincipals", source.NotPrincipals),
        ("requestPrincipals", source.RequestPrincipals), ("notRequestPrincipals", source.NotRequestPrincipals),
        ("namespaces", source.Namespaces), ("notNamespaces", source.NotNamespaces),
        ("ipBlocks", source.IpBlocks), ("notIpBlocks", source.NotIpBlocks),
        ("remoteIpBlocks", source.RemoteIpBlocks), ("notRemoteIpBlocks", source.NotRemoteIpBlocks),
        ("serviceAccounts", source.ServiceAccounts), ("notServiceAccounts", source.NotServiceAccounts),
        ("trustDomains", source.TrustDomains), ("notTrustDomains", source.NotTrustDomains),
    ];
}
