using Mesh.Core.Values;

namespace Mesh.Core.Config;

public sealed record ConfigMapObject
{
    public ValueMap<string>? Data { get; init; }
}
