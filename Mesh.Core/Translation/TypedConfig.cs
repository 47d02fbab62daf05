using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation;

/// <summary>Packs what Envoy calls typed_config, with equal bytes for equal content.</summary>
public static class TypedConfig
{
    public static Any Pack(IMessage message) => new()
    {
        TypeUrl = $"type.googleapis.com/{message.Descriptor.FullName}",
        Value = UnsafeByteOperations.UnsafeWrap(Deterministic.Bytes(message)),
    };
}
