using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Mesh.Core.Model;

/// <summary>A hash of everything that is known of a host's endpoints: equal on every member for equal endpoints, so that members can compare without sending them.</summary>
public static class EndpointDigest
{
    public static UInt128 Of(ServiceEndpoints endpoints)
    {
        var hash = new XxHash128();
        foreach (var endpoint in endpoints.All)
        {
            Append(hash, endpoint.Address, endpoint.ServicePortName, endpoint.Namespace, endpoint.Identity, endpoint.ServiceAccount, endpoint.Network, endpoint.ClusterId);
            Append(hash, endpoint.WorkloadName, endpoint.NodeName, endpoint.HostName, endpoint.SubDomain, endpoint.PodName);
            Append(hash, endpoint.Locality.Region, endpoint.Locality.Zone, endpoint.Locality.SubZone);
            foreach (var (key, value) in endpoint.Labels) Append(hash, key, value);
            Span<int> numbers = [endpoint.Port, (int)endpoint.Weight, (int)endpoint.Health, endpoint.TlsModeIstio ? 1 : 0, endpoint.Declared ? 1 : 0, endpoint.Labels.Count];
            hash.Append(MemoryMarshal.AsBytes(numbers));
        }
        return hash.GetCurrentHashAsUInt128();
    }

    private static void Append(XxHash128 hash, params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            hash.Append(MemoryMarshal.AsBytes(text.AsSpan()));
            hash.Append("\0\0"u8);
        }
    }
}
