using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What a mesh needs of a Node beside its labels.</summary>
public sealed record NodeObject
{
    public NodeSpec? Spec { get; init; }

    public NodeStatus? Status { get; init; }
}

public sealed record NodeSpec
{
    public string? PodCIDR { get; init; }

    public string? ProviderID { get; init; }
}

public sealed record NodeStatus
{
    public ValueList<NodeAddress>? Addresses { get; init; }
}

public sealed record NodeAddress
{
    public string? Type { get; init; }

    public string? Address { get; init; }
}
