using System.Buffers;
using Google.Protobuf;
using Grpc.Core;

namespace Mesh.Gateway.Telemetry;

/// <summary>A message as it came, in a buffer that goes back to its pool: whoever reads it makes no objects of it.</summary>
public sealed class RawMessage : IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;

    private RawMessage(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    public static readonly Marshaller<RawMessage> Marshaller = new(static (_, _) => throw new NotSupportedException("raw messages are only read"), Read);

    /// <summary>Of generated messages.</summary>
    public static Marshaller<T> Generated<T>(MessageParser<T> parser)
        where T : IMessage<T> => new(
            static (message, context) =>
            {
                context.SetPayloadLength(message.CalculateSize());
                message.WriteTo(context.GetBufferWriter());
                context.Complete();
            },
            context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }

    private static RawMessage Read(DeserializationContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(buffer);
        return new(buffer, context.PayloadLength);
    }
}
