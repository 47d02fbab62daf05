using System.IO.Hashing;
using System.Text;
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
    private ResourceReferences? _references;

    private XdsResource(XdsType type, string name, string version, Any? body, IReadOnlyList<ConfigKey> origins, IReadOnlyList<string> aliases)
    {
        Type = type;
        Name = name;
        Version = version;
        Body = body ?? new Any();
        Origins = origins;
        Aliases = aliases;
        Delta = new Resource { Name = name, Version = version, Resource_ = body };
        Delta.Aliases.AddRange(aliases);
        Digest = XxHash128.HashToUInt128(Encoding.UTF8.GetBytes(string.Join('\0', [name, version, .. aliases])));
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

    /// <summary>Other names that a client may subscribe to it by (rule 49).</summary>
    public IReadOnlyList<string> Aliases { get; }

    /// <summary>Hash over name, version and aliases. Digests of several resources are added: the sum does not depend on their order.</summary>
    internal UInt128 Digest { get; }

    public static XdsResource Pack(XdsType type, string name, IMessage message, params IReadOnlyList<ConfigKey> origins) =>
        Pack(type, name, aliases: [], message, origins);

    public static XdsResource Pack(XdsType type, string name, IReadOnlyList<string> aliases, IMessage message, IReadOnlyList<ConfigKey> origins)
    {
        var bytes = Deterministic.Bytes(message);
        var version = Convert.ToHexStringLower(XxHash128.Hash(bytes));
        return new(type, XdstpName.Canonical(name), version, new Any { TypeUrl = type.TypeUrl, Value = UnsafeByteOperations.UnsafeWrap(bytes) }, origins, aliases);
    }

    /// <summary>Says that there is no such resource where removed_resources cannot (rule 70): its name, and no body.</summary>
    internal static XdsResource Absent(XdsType type, string name) => new(type, name, "", null, [], [name]);

    /// <summary>
    /// The resources of <paramref name="other"/> that this one names: the clusters of a route, listener or virtual host, the endpoints of a
    /// cluster. Found on first use, once for all streams.
    /// </summary>
    public NameSet RefersTo(XdsType other) => (_references ??= ResourceReferences.Of(this)).Of(other);

    public override string ToString() => $"{Type} {Name}";
}
