using System.IO.Hashing;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Xds;

/// <summary>
/// One resource, packed once and shared by every stream that gets it. Two resources of equal content have an equal <see cref="Version"/>
/// on every member and after every restart.
/// </summary>
public sealed class XdsResource
{
    private XdsResource(XdsType type, string name, string version, Any body, IReadOnlyList<ConfigKey> origins)
    {
        Type = type;
        Name = name;
        Version = version;
        Body = body;
        Origins = origins;
        Delta = new Resource { Name = name, Version = version, Resource_ = body };
    }

    public XdsType Type { get; }

    public string Name { get; }

    /// <summary>Content hash: 32 hexadecimal digits.</summary>
    public string Version { get; }

    /// <summary>As a state-of-the-world response carries it. Shared: never change it.</summary>
    public Any Body { get; }

    /// <summary>As an incremental response carries it. Shared: never change it.</summary>
    public Resource Delta { get; }

    /// <summary>The objects that made it, so that a NACK can name them.</summary>
    public IReadOnlyList<ConfigKey> Origins { get; }

    public static XdsResource Pack(XdsType type, string name, IMessage message, params IReadOnlyList<ConfigKey> origins)
    {
        var bytes = Deterministic.Bytes(message);
        var version = Convert.ToHexStringLower(XxHash128.Hash(bytes));
        return new(type, name, version, new Any { TypeUrl = type.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(bytes) }, origins);
    }

    public override string ToString() => $"{Type} {Name}";
}
