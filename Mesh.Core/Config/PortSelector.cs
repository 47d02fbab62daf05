namespace Mesh.Core.Config;

public sealed record PortSelector
{
    public uint? Number { get; init; }
}
