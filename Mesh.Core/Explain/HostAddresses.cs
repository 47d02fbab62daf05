using System.Net;
using Mesh.Core.Model;

namespace Mesh.Core.Explain;

/// <summary>What the DNS of a pod answers, as far as the mesh knows: short names of Kubernetes, Services, hosts of ServiceEntries.</summary>
internal static class HostAddresses
{
    private const int MostAliases = 8;

    /// <returns>null for a name whose address nobody in the mesh knows.</returns>
    public static IPAddress? Resolve(MeshModel model, Proxy client, string host) => Resolve(model, client, host.TrimEnd('.').ToLowerInvariant(), 0);

    private static IPAddress? Resolve(MeshModel model, Proxy client, string host, int depth)
    {
        if (IPAddress.TryParse(host, out var literal)) return literal;
        if (depth > MostAliases || Find(model, client, host) is not { } service) return null;
        if (service.ExternalName is { Length: > 0 } other) return Resolve(model, client, other, depth + 1);
        foreach (var address in service.Addresses.Concat(service.AutoAllocatedAddresses))
        {
            // Of a range any address would do.
            if (IPAddress.TryParse(address.Split('/')[0], out var ip) && !ip.Equals(IPAddress.Any)) return ip;
        }
        if (!service.Headless) return null;
        return model.EndpointsOf(service.Host).All.Select(x => IPAddress.TryParse(x.Address, out var ip) ? ip : null).FirstOrDefault(x => x is not null);
    }

    /// <summary>The name itself, then with each of the search domains of the client's pod.</summary>
    private static Service? Find(MeshModel model, Proxy client, string host)
    {
        var domain = client.DnsDomain.Length > 0 ? client.DnsDomain : $"{client.Namespace}.svc.cluster.local";
        var search = new List<string> { host };
        for (var rest = domain; rest.Length > 0; rest = rest.Contains('.') ? rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..] : "")
        {
            search.Add($"{host}.{rest}");
        }
        return search.Select(x => model.Services.Prefer(x, client.Namespace)).FirstOrDefault(x => x is not null);
    }
}
