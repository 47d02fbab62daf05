namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.Percent; 0 to 100.</summary>
public sealed record Percent
{
    public double? Value { get; init; }
}
