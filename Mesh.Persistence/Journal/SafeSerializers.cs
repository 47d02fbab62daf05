using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace Mesh.Persistence.Journal;

/// <summary>
/// Serializers that name what they write by manifests of their own. Those that go by the names of .NET types are refused on the way in and on the
/// way out, for whoever can write to Redis could make us create any object.
/// </summary>
internal sealed class SafeSerializers
{
    private readonly Akka.Serialization.Serialization _serialization;
    private readonly FrozenSet<int> _ids;

    public SafeSerializers(ExtendedActorSystem system)
    {
        _serialization = system.Serialization;
        var bound = system.Settings.Config.GetConfig("akka.actor.serialization-bindings").AsEnumerable().Select(x => Type.GetType(x.Key, throwOnError: false)).OfType<Type>();
        _ids = bound.Select(x => _serialization.FindSerializerForType(x)).OfType<SerializerWithStringManifest>().Select(x => x.Identifier).ToFrozenSet();
    }

    /// <exception cref="SerializationException">The type has none.</exception>
    public SerializerWithStringManifest For(object value) => _serialization.FindSerializerFor(value) as SerializerWithStringManifest
        ?? throw new SerializationException($"{value.GetType()} has no serializer with manifests of its own, and one that goes by the names of .NET types is not used here");

    /// <exception cref="SerializationException">It is not one of these.</exception>
    public void Check(int serializerId)
    {
        if (!_ids.Contains(serializerId)) throw new SerializationException($"it names the serializer {serializerId}, which is not one that may read what is stored");
    }
}
