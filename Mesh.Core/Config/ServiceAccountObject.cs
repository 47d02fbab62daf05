using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>A ServiceAccount matters by its name.</summary>
public sealed record ServiceAccountObject
{
    public ValueList<LocalObjectReference>? ImagePullSecrets { get; init; }
}

public sealed record LocalObjectReference
{
    public string? Name { get; init; }
}
