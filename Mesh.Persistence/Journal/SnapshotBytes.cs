using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Persistence.Journal;

/// <summary>
/// Snapshots as bytes: persistence id, sequence number, time and payload in protobuf, the payload as Akka writes those of events. The metadata
/// come first and are read alone, so that a snapshot which is not wanted is not made.
/// </summary>
internal sealed class SnapshotBytes(ExtendedActorSystem system)
{
    private const int IdField = 1;
    private const int SequenceNrField = 2;
    private const int TimeField = 3;
    private const int PayloadField = 4;

    private const int SerializerIdField = 1;
    private const int BytesField = 2;
    private const int ManifestField = 3;

    private readonly SafeSerializers _safe = new(system);

    /// <exception cref="SerializationException">The snapshot may not be stored.</exception>
    public byte[] Write(SnapshotMetadata metadata, object snapshot)
    {
        var serializer = _safe.For(snapshot);
        var payload = Akka.Serialization.Serialization.WithTransport(system, () => Payload(serializer, snapshot));
        using var buffer = new MemoryStream(payload.Length + 256);
        var output = new CodedOutputStream(buffer, leaveOpen: true);
        output.WriteTag(IdField, WireFormat.WireType.LengthDelimited);
        output.WriteString(metadata.PersistenceId);
        output.WriteTag(SequenceNrField, WireFormat.WireType.Varint);
        output.WriteInt64(metadata.SequenceNr);
        output.WriteTag(TimeField, WireFormat.WireType.LengthDelimited);
        output.WriteMessage(Timestamp.FromDateTime(DateTime.SpecifyKind(metadata.Timestamp, DateTimeKind.Utc)));
        output.WriteTag(PayloadField, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(payload));
        output.Flush();
        return buffer.ToArray();
    }

    /// <exception cref="SerializationException">The bytes are no snapshot.</exception>
    public static SnapshotMetadata ReadMetadata(byte[] bytes) => Parse(bytes).Metadata;

    /// <exception cref="SerializationException">The bytes are no snapshot, or one of a kind that may not be read.</exception>
    public SelectedSnapshot Read(byte[] bytes)
    {
        var (metadata, payload) = Parse(bytes);
        var (id, content, manifest) = (0, ByteString.Empty, "");
        foreach (var (field, input) in Fields(payload))
        {
            switch (field)
            {
                case SerializerIdField: id = input.ReadInt32(); break;
                case BytesField: content = input.ReadBytes(); break;
                case ManifestField: manifest = input.ReadBytes().ToStringUtf8(); break;
                default: input.SkipLastField(); break;
            }
        }
        _safe.Check(id);
        return new(metadata, system.Serialization.Deserialize(content.ToByteArray(), id, manifest));
    }

    /// <summary>Of Akka's PersistentPayload.</summary>
    internal static int SerializerIdOf(ByteString payload)
    {
        foreach (var (field, input) in Fields(payload))
        {
            if (field == SerializerIdField) return input.ReadInt32();
            input.SkipLastField();
        }
        return 0;
    }

    private static byte[] Payload(SerializerWithStringManifest serializer, object snapshot)
    {
        var content = serializer.ToBinary(snapshot);
        using var buffer = new MemoryStream(content.Length + 64);
        var output = new CodedOutputStream(buffer, leaveOpen: true);
        output.WriteTag(SerializerIdField, WireFormat.WireType.Varint);
        output.WriteInt32(serializer.Identifier);
        output.WriteTag(BytesField, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(content));
        output.WriteTag(ManifestField, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(serializer.Manifest(snapshot), Encoding.UTF8));
        output.Flush();
        return buffer.ToArray();
    }

    private static (SnapshotMetadata Metadata, ByteString Payload) Parse(byte[] bytes)
    {
        try
        {
            var (id, sequenceNr, time, payload) = ("", 0L, new Timestamp(), ByteString.Empty);
            foreach (var (field, input) in Fields(UnsafeByteOperations.UnsafeWrap(bytes)))
            {
                switch (field)
                {
                    case IdField: id = input.ReadString(); break;
                    case SequenceNrField: sequenceNr = input.ReadInt64(); break;
                    case TimeField: input.ReadMessage(time); break;
                    case PayloadField: payload = input.ReadBytes(); break;
                    default: input.SkipLastField(); break;
                }
            }
            return (new(id, sequenceNr, time.ToDateTime()), payload);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            throw new SerializationException("it is no protobuf of a snapshot", e);
        }
    }

    private static IEnumerable<(int Field, CodedInputStream Input)> Fields(ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0) yield return (WireFormat.GetTagFieldNumber(tag), input);
    }
}
