using Mesh.Core.Values;

namespace Mesh.Core.Config.Foreign;

/// <summary>A Gateway of Kubernetes' Gateway API, as far as a VirtualService that names it needs to know.</summary>
public sealed record ForeignGateway
{
    public ForeignGatewaySpec? Spec { get; init; }
}

public sealed record ForeignGatewaySpec
{
    public ValueList<ForeignListener>? Listeners { get; init; }
}

public sealed record ForeignListener
{
    public string? Name { get; init; }

    public string? Hostname { get; init; }
}
