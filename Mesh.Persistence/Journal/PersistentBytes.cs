using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using Google.Protobuf;

namespace Mesh.Persistence.Journal;

/// <summary>Events as bytes: Akka's own protobuf envelope, as Akka.Persistence.Redis writes it, around the payloads of <see cref="SafeSerializers"/>.</summary>
internal sealed class PersistentBytes(ExtendedActorSystem system)
{
    /// <summary>Of Akka's PersistentMessage.</summary>
    private const int PayloadField = 1;

    private readonly SafeSerializers _safe = new(system);
    private readonly Serializer _envelope = system.Serialization.FindSerializerForType(typeof(IPersistentRepresentation));

    /// <exception cref="SerializationException">The payload may not be stored.</exception>
    public byte[] Write(IPersistentRepresentation message)
    {
        _ = _safe.For(message.Payload);
        return Akka.Serialization.Serialization.WithTransport(system, () => _envelope.ToBinary(message));
    }

    /// <exception cref="SerializationException">The bytes are not such an event.</exception>
    public IPersistentRepresentation Read(byte[] bytes)
    {
        _safe.Check(SerializerIdOf(bytes));
        return (IPersistentRepresentation)_envelope.FromBinary(bytes, typeof(Persistent));
    }

    private static int SerializerIdOf(byte[] bytes)
    {
        try
        {
            var envelope = new CodedInputStream(bytes);
            while (envelope.ReadTag() is var tag and not 0)
            {
                if (WireFormat.GetTagFieldNumber(tag) != PayloadField)
                {
                    envelope.SkipLastField();
                    continue;
                }
                return SnapshotBytes.SerializerIdOf(envelope.ReadBytes());
            }
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new SerializationException("it is no protobuf of Akka's", e);
        }
        throw new SerializationException("it has no payload");
    }
}
