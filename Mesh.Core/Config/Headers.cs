using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.networking.v1alpha3.Headers.</summary>
public sealed record Headers
{
    public HeaderOperations? Request { get; init; }

    public HeaderOperations? Response { get; init; }
}

public sealed record HeaderOperations
{
    public ValueMap<string>? Set { get; init; }

    public ValueMap<string>? Add { get; init; }

    public ValueList<string>? Remove { get; init; }
}
