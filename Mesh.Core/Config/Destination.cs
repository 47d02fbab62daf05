namespace Mesh.Core.Config;

/// <summary>Where a route sends traffic. Spec: istio.networking.v1alpha3.Destination.</summary>
public sealed record Destination
{
    public string? Host { get; init; }

    public string? Subset { get; init; }

    public PortSelector? Port { get; init; }
}
