using Mesh.Core.Model;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>What differs between two revisions of the mesh that differ in endpoints only.</summary>
/// <param name="Endpoints">Those of the later revision; hosts are unique.</param>
/// <param name="Wide">Hosts where more than a ClusterLoadAssignment follows: identities, mutual TLS, or a cluster or listener that holds the addresses itself.</param>
/// <param name="Addresses">That came or went: a workload of such an address may stand behind other services now.</param>
internal sealed record EndpointChange(IReadOnlyList<ServiceEndpoints> Endpoints, IReadOnlySet<string> Wide, IReadOnlySet<string> Addresses)
{
    /// <returns>null when more than endpoints differ.</returns>
    public static EndpointChange? Between(MeshModel before, MeshModel after)
    {
        if (!ReferenceEquals(before.Parts, after.Parts) || !ReferenceEquals(before.Jwks, after.Jwks)) return null;
        var changed = after.Endpoints.Values.Where(x => !ReferenceEquals(x, before.Endpoints.GetValueOrDefault(x.Host))).OrderBy(x => x.Host, StringComparer.Ordinal).ToList();
        var wide = changed.Where(x => IsWide(before.EndpointsOf(x.Host), x, after)).Select(x => x.Host).ToHashSet();
        var addresses = changed.SelectMany(x => Moved(before.EndpointsOf(x.Host), x)).ToHashSet();
        return new(changed, wide, addresses);
    }

    private static IEnumerable<string> Moved(ServiceEndpoints before, ServiceEndpoints after)
    {
        var old = before.All.Select(x => (x.Address, x.Port)).ToHashSet();
        old.SymmetricExceptWith(after.All.Select(x => (x.Address, x.Port)));
        return old.Select(x => x.Address);
    }

    private static bool IsWide(ServiceEndpoints before, ServiceEndpoints after, MeshModel model) =>
        !before.Identities.SequenceEqual(after.Identities)
        || before.All.Any(x => x.TlsModeIstio) != after.All.Any(x => x.TlsModeIstio)
        || before.All.All(x => x.TlsModeIstio) != after.All.All(x => x.TlsModeIstio)
        || (before.All.Count == 0) != (after.All.Count == 0)
        || model.Services.OfHost(after.Host).Any(x => x.Resolution != ServiceResolution.ClientSideLb);
}
