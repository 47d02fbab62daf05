using Envoy.Config.Endpoint.V3;
using Mesh.Core.Model;
using Endpoint = Mesh.Core.Model.Endpoint;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>Endpoints of one locality and one priority, on the way to LocalityLbEndpoints.</summary>
internal sealed class LocalityGroup(Locality locality)
{
    public Locality Locality { get; } = locality;

    /// <summary>Each with what it stands for.</summary>
    public List<(Endpoint Endpoint, LbEndpoint Message)> Members { get; } = [];

    public int Priority { get; set; }

    /// <summary>Set when shares are distributed; else the sum of the members'.</summary>
    public uint? Share { get; set; }

    /// <summary>A locality without a share keeps its place, but nobody in it.</summary>
    public bool IsEmptied { get; set; }

    public uint Weight => (uint)Math.Min(uint.MaxValue, Members.Sum(x => (long)(x.Message.LoadBalancingWeight ?? 1)));

    public LocalityLbEndpoints Build()
    {
        var built = new LocalityLbEndpoints
        {
            Locality = new() { Region = Locality.Region, Zone = Locality.Zone, SubZone = Locality.SubZone },
            LoadBalancingWeight = Share ?? (Members.Count > 0 ? Weight : null),
            Priority = (uint)Priority,
        };
        if (!IsEmptied) built.LbEndpoints.AddRange(Members.Select(x => x.Message));
        return built;
    }
}
