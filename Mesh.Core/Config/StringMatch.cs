namespace Mesh.Core.Config;

/// <summary>Text that a request must carry: exactly one of the three. Spec: istio.networking.v1alpha3.StringMatch.</summary>
public sealed record StringMatch
{
    public string? Exact { get; init; }

    public string? Prefix { get; init; }

    public string? Regex { get; init; }
}
