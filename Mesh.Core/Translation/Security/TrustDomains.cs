using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Security;

/// <summary>The trust domains that mean "this mesh": an identity written with one of them is meant with all of them.</summary>
public sealed class TrustDomains
{
    /// <summary>What users write by habit, whatever the mesh is called.</summary>
    private const string Default = "cluster.local";

    public TrustDomains(MeshConfig mesh)
    {
        var own = mesh.TrustDomain is { Length: > 0 } written ? written : Default;
        All = [own, .. (mesh.TrustDomainAliases ?? []).Where(x => x != own).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The own one first, then the aliases by name.</summary>
    public ValueList<string> All { get; }

    /// <param name="principal"><c>domain/ns/namespace/sa/account</c>, possibly with a wildcard.</param>
    /// <returns>The principal in each of the mesh's domains; as it is when its domain is another or holds a wildcard.</returns>
    public IEnumerable<string> Expand(string principal)
    {
        var slash = principal.IndexOf('/');
        return slash < 0 || !IsOwn(principal[..slash]) ? [principal] : All.Select(x => x + principal[slash..]);
    }

    public IEnumerable<string> ExpandDomain(string domain) => IsOwn(domain) ? All : [domain];

    private bool IsOwn(string domain) => domain == Default || All.Contains(domain);
}
