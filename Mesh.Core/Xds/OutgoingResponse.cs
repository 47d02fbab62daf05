using System.Buffers;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;

namespace Mesh.Core.Xds;

/// <summary>
/// One response of one stream: a shared body, and the version and nonce that belong to this stream alone. On the wire the latter follow the
/// former, which protobuf allows: the fields of a message may come in any order and in pieces.
/// </summary>
public sealed class OutgoingResponse
{
    private const int SotwVersion = DiscoveryResponse.VersionInfoFieldNumber;
    private const int DeltaVersion = DeltaDiscoveryResponse.SystemVersionInfoFieldNumber;
    private const int NonceField = DiscoveryResponse.NonceFieldNumber;
    private volatile bool _withdrawn;

    public OutgoingResponse(ResponseBody body, string version, string nonce)
    {
        Body = body;
        Version = version;
        Nonce = nonce;
    }

    public ResponseBody Body { get; }

    public XdsType Type => Body.Type;

    /// <summary>version_info in the state of the world; system_version_info, which is for people only, in delta.</summary>
    public string Version { get; }

    public string Nonce { get; }

    /// <summary>The client has unsubscribed since: whoever still has this in a queue drops it (rule 65).</summary>
    public bool Withdrawn => _withdrawn;

    public int Size => Body.Bytes.Length + TailSize;

    private int TailSize => CodedOutputStream.ComputeStringSize(Version) + CodedOutputStream.ComputeStringSize(Nonce) + 2;

    internal void Withdraw() => _withdrawn = true;

    public void WriteTo(IBufferWriter<byte> output)
    {
        output.Write(Body.Bytes.Span);
        WriteTail(output);
    }

    /// <summary>What follows the shared bytes of <see cref="Body"/>: version and nonce.</summary>
    public void WriteTail(IBufferWriter<byte> output)
    {
        var tail = new byte[TailSize];
        using (var writer = new CodedOutputStream(tail))
        {
            writer.WriteTag(Body.Kind == StreamKind.Delta ? DeltaVersion : SotwVersion, WireFormat.WireType.LengthDelimited);
            writer.WriteString(Version);
            writer.WriteTag(NonceField, WireFormat.WireType.LengthDelimited);
            writer.WriteString(Nonce);
        }
        output.Write(tail);
    }

    /// <summary>As a client of the state of the world reads it.</summary>
    public DiscoveryResponse ToDiscoveryResponse() => Parse(DiscoveryResponse.Parser);

    /// <summary>As a delta client reads it.</summary>
    public DeltaDiscoveryResponse ToDeltaDiscoveryResponse() => Parse(DeltaDiscoveryResponse.Parser);

    public override string ToString() => $"{Body}, nonce {Nonce}";

    private T Parse<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        var bytes = new ArrayBufferWriter<byte>(Size);
        WriteTo(bytes);
        return parser.ParseFrom(bytes.WrittenSpan);
    }
}
