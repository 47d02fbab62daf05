using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;

namespace Mesh.Persistence.Wire;

/// <summary>Writes the messages of <see cref="Manifests"/>, and reads no other type, whatever a frame claims to hold.</summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Akka's own are below 100. Never changes.</summary>
    public override int Identifier => 4711;

    public override string Manifest(object o) => Manifests.NameOf(o.GetType());

    public override byte[] ToBinary(object obj) => JsonSerializer.SerializeToUtf8Bytes(obj, obj.GetType());

    public override object FromBinary(byte[] bytes, string manifest) =>
        Manifests.ByName.TryGetValue(manifest, out var type)
            ? JsonSerializer.Deserialize(bytes, type) ?? throw new SerializationException($"{manifest} holds nothing")
            : throw new SerializationException($"\"{manifest}\" is no message of this release");
}
