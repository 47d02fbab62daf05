namespace Mesh.Core.Mixer.Attributes;

/// <summary>Mixer's value types, as far as its vocabulary uses them.</summary>
public enum AttributeType
{
    String,
    Int64,
    Double,
    Bool,
    Timestamp,
    Duration,
    IpAddress,
    StringMap,
}
