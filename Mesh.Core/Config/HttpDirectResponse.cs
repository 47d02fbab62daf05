namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.HTTPDirectResponse.</summary>
public sealed record HttpDirectResponse
{
    public uint? Status { get; init; }

    public HttpBody? Body { get; init; }
}

/// <summary>The body of a direct response: one of the two; bytes is base64.</summary>
public sealed record HttpBody
{
    public string? String { get; init; }

    public string? Bytes { get; init; }
}
