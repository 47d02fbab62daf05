using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Which networks the mesh spans, and their gateways. Spec: istio.mesh.v1alpha1.MeshNetworks.</summary>
public sealed record MeshNetworks
{
    public ValueMap<Network>? Networks { get; init; }
}

public sealed record Network
{
    public ValueList<NetworkEndpoints>? Endpoints { get; init; }

    public ValueList<IstioNetworkGateway>? Gateways { get; init; }
}

public sealed record NetworkEndpoints
{
    public string? FromCidr { get; init; }

    public string? FromRegistry { get; init; }
}

public sealed record IstioNetworkGateway
{
    public string? RegistryServiceName { get; init; }

    public string? Address { get; init; }

    public uint? Port { get; init; }

    public string? Locality { get; init; }
}
