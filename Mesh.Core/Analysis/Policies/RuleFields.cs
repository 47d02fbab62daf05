using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>What the rules of an AuthorizationPolicy ask for, field by field.</summary>
internal static class RuleFields
{
    /// <summary>Each list of values that is written, with its field.</summary>
    public static IEnumerable<(int Rule, string Field, string Attribute, ValueList<string> Values)> Of(AuthorizationPolicy spec)
    {
        for (var i = 0; i < spec.Rules?.Count; i++)
        {
            var (rule, at) = (spec.Rules[i], $"spec.rules[{i}]");
            for (var j = 0; j < rule.From?.Count; j++)
            {
                foreach (var (name, values) in Written(rule.From[j].Source)) yield return (i, $"{at}.from[{j}].source.{name}", name, values);
            }
            for (var j = 0; j < rule.To?.Count; j++)
            {
                foreach (var (name, values) in Written(rule.To[j].Operation)) yield return (i, $"{at}.to[{j}].operation.{name}", name, values);
            }
            for (var j = 0; j < rule.When?.Count; j++)
            {
                var condition = rule.When[j];
                if (condition.Key is { } key) yield return (i, $"{at}.when[{j}].key", key, [.. condition.Values ?? [], .. condition.NotValues ?? []]);
            }
        }
    }

    /// <summary>Asks who the peer is, which only mutual TLS tells.</summary>
    public static bool IsPeerIdentity(string attribute) => attribute
        is "principals" or "notPrincipals" or "namespaces" or "notNamespaces" or "serviceAccounts" or "notServiceAccounts" or "trustDomains" or "notTrustDomains"
        or "source.principal" or "source.namespace" or "source.serviceAccount" or "source.trustDomain";

    /// <summary>Asks for something of a token.</summary>
    public static bool IsToken(string attribute) =>
        attribute is "requestPrincipals" or "notRequestPrincipals" || attribute.StartsWith("request.auth.", StringComparison.Ordinal);

    /// <summary>Asks for something that only HTTP has.</summary>
    public static bool IsHttp(string attribute) =>
        attribute is "hosts" or "notHosts" or "methods" or "notMethods" or "paths" or "notPaths" || attribute.StartsWith("request.headers", StringComparison.Ordinal) || IsToken(attribute);

    private static IEnumerable<(string Name, ValueList<string> Values)> Written(Source? source) => Written(
        ("principals", source?.Principals), ("notPrincipals", source?.NotPrincipals), ("requestPrincipals", source?.RequestPrincipals), ("notRequestPrincipals", source?.NotRequestPrincipals),
        ("namespaces", source?.Namespaces), ("notNamespaces", source?.NotNamespaces), ("serviceAccounts", source?.ServiceAccounts), ("notServiceAccounts", source?.NotServiceAccounts),
        ("trustDomains", source?.TrustDomains), ("notTrustDomains", source?.NotTrustDomains));

    private static IEnumerable<(string Name, ValueList<string> Values)> Written(Operation? operation) => Written(
        ("hosts", operation?.Hosts), ("notHosts", operation?.NotHosts), ("methods", operation?.Methods), ("notMethods", operation?.NotMethods),
        ("paths", operation?.Paths), ("notPaths", operation?.NotPaths), ("ports", operation?.Ports), ("notPorts", operation?.NotPorts));

    private static IEnumerable<(string Name, ValueList<string> Values)> Written(params (string Name, ValueList<string>? Values)[] fields) =>
        fields.Where(x => x.Values is { Count: > 0 }).Select(x => (x.Name, x.Values!));
}
