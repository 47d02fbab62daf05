using System.Text;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;

namespace Mesh.Core.Xds;

/// <summary>
/// One response of one stream: a shared body, and the version and nonce that belong to this stream alone. On the wire the latter precede the
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
        var (first, second) = Fields;
        HeadSize = first.Size + second.Size;
    }

    public ResponseBody Body { get; }

    public XdsType Type => Body.Type;

    /// <summary>version_info in the state of the world; system_version_info, which is for people only, in delta.</summary>
    public string Version { get; }

    public string Nonce { get; }

    /// <summary>The client has unsubscribed since: whoever still has this in a queue drops it (rule 65).</summary>
    public bool Withdrawn => _withdrawn;

    public int Size => HeadSize + Body.Bytes.Length;

    /// <summary>Bytes of what precedes the shared bytes of <see cref="Body"/>: version and nonce.</summary>
    public int HeadSize { get; }

    private (TextField Version, TextField Nonce) Fields => (new(Body.Kind == StreamKind.Delta ? DeltaVersion : SotwVersion, Version), new(NonceField, Nonce));

    internal void Withdraw() => _withdrawn = true;

    /// <summary>Writes <see cref="HeadSize"/> bytes.</summary>
    public void WriteHead(Span<byte> output)
    {
        var (version, nonce) = Fields;
        version.WriteTo(ref output);
        nonce.WriteTo(ref output);
    }

    /// <summary>As a client of the state of the world reads it.</summary>
    public DiscoveryResponse ToDiscoveryResponse() => Parse(DiscoveryResponse.Parser);

    /// <summary>As a delta client reads it.</summary>
    public DeltaDiscoveryResponse ToDeltaDiscoveryResponse() => Parse(DeltaDiscoveryResponse.Parser);

    public override string ToString() => $"{Body}, nonce {Nonce}";

    private T Parse<T>(MessageParser<T> parser)
        where T : IMessage<T>
    {
        var bytes = new byte[Size];
        WriteHead(bytes);
        Body.Bytes.Span.CopyTo(bytes.AsSpan(HeadSize));
        return parser.ParseFrom(bytes);
    }

    /// <summary>A field of a number under 16.</summary>
    private readonly record struct TextField(int Number, string Text)
    {
        private const int TagBytes = 1;

        public int Size => TagBytes + CodedOutputStream.ComputeStringSize(Text);

        public void WriteTo(ref Span<byte> output)
        {
            output[0] = (byte)WireFormat.MakeTag(Number, WireFormat.WireType.LengthDelimited);
            output = output[TagBytes..];
            var length = (uint)Encoding.UTF8.GetByteCount(Text);
            for (; length > 0x7f; length >>= 7)
            {
                output[0] = (byte)(length | 0x80);
                output = output[1..];
            }
            output[0] = (byte)length;
            output = output[(1 + Encoding.UTF8.GetBytes(Text, output[1..]))..];
        }
    }
}
