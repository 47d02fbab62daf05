using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation;

/// <summary>One resource that a translator made. Shared by all proxies that get it: nobody may change the message.</summary>
public sealed class Translated(XdsType type, string name, IMessage message, params IReadOnlyList<ConfigKey> origins)
{
    private XdsResource? _packed;

    public XdsType Type { get; } = type;

    public string Name { get; } = name;

    public IMessage Message { get; } = message;

    /// <summary>The objects that it was made of, so that a refusal can name them.</summary>
    public IReadOnlyList<ConfigKey> Origins { get; } = origins;

    /// <summary>Serialized and hashed on first use. Racing callers may each pack; the results are equal.</summary>
    public XdsResource Packed => _packed ??= XdsResource.Pack(Type, Name, Message, Origins);

    public override string ToString() => $"{Type} {Name}";
}
