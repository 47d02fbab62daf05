namespace Mesh.Core.Config;

/// <summary>A Namespace matters by its labels and annotations, which are metadata.</summary>
public sealed record NamespaceObject
{
    public NamespaceStatus? Status { get; init; }
}

public sealed record NamespaceStatus
{
    public string? Phase { get; init; }
}
