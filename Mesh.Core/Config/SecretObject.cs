using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>A Secret: data is base64 as Kubernetes writes it, stringData plain.</summary>
public sealed record SecretObject
{
    public string? Type { get; init; }

    public ValueMap<SecretBytes>? Data { get; init; }

    public ValueMap<SecretText>? StringData { get; init; }
}
