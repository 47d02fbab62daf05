using System.Net;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// Which network an endpoint is in: what its label says, else meshNetworks (by registry, then by address). A label of the root namespace counts for istiod only
/// where it reads a cluster, which injects the label into each pod as well.
/// </summary>
public sealed class EndpointNetworks
{
    public const string Label = "topology.istio.io/network";

    /// <summary>Of the one cluster that is read.</summary>
    public const string ClusterId = "Kubernetes";

    private readonly string _everybody;
    private readonly (IPNetwork Range, string Network)[] _ranges;

    public EndpointNetworks(MeshNetworks? networks)
    {
        var all = networks?.Networks ?? ValueMap<Network>.Empty;
        _everybody = all.FirstOrDefault(x => HoldsRegistry(x.Value)).Key ?? "";
        _ranges =
        [
            .. all.SelectMany(x => (x.Value.Endpoints ?? []).Where(y => IPNetwork.TryParse(y.FromCidr, out _)).Select(y => (IPNetwork.Parse(y.FromCidr!), x.Key)))
                // The narrower range knows better.
                .OrderByDescending(x => x.Item1.PrefixLength).ThenBy(x => x.Key, StringComparer.Ordinal),
        ];
    }

    /// <returns>Empty for an endpoint that every proxy reaches.</returns>
    public string Of(IReadOnlyDictionary<string, string> labels, string address)
    {
        if (labels.TryGetValue(Label, out var own) && own.Length > 0) return own;
        if (_everybody.Length > 0) return _everybody;
        return _ranges.Length > 0 && IPAddress.TryParse(address, out var ip) ? _ranges.FirstOrDefault(x => x.Range.Contains(ip)).Network ?? "" : "";
    }

    /// <summary>fromRegistry names this cluster.</summary>
    public static bool HoldsRegistry(Network network) => (network.Endpoints ?? []).Any(x => x.FromRegistry == ClusterId);
}
