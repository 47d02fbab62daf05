using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Mesh.Core.Xds;

namespace Mesh.Gateway.Xds;

/// <summary>
/// Writes a large response piece by piece, each when the client has taken the former. The library copies a message whole into the buffers of its
/// connection: a thousand proxies that connect together would hold their whole configuration there, about 1 MB each, and the buffers stay.
/// </summary>
internal static class LargeResponses
{
    private const int FromBytes = 64 * 1024;
    private const int PieceBytes = 32 * 1024;
    private const int PrefixBytes = 5;

    public static bool Is(OutgoingResponse response) => response.Size > FromBytes;

    /// <summary>One message as gRPC frames it: 0 for "not compressed", its length in four bytes, itself.</summary>
    /// <param name="failed">Completes when the stream has to end although the client does not read: the status must follow a whole message, so the rest is left to the buffers.</param>
    public static async Task Write(OutgoingResponse response, PipeWriter body, Task failed, CancellationToken cancel)
    {
        var prefix = body.GetMemory(PrefixBytes);
        prefix.Span[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(prefix.Span[1..], (uint)response.Size);
        body.Advance(PrefixBytes);
        for (var left = response.Body.Bytes; !left.IsEmpty;)
        {
            var piece = failed.IsCompleted ? left : left[..Math.Min(left.Length, PieceBytes)];
            left = left[piece.Length..];
            body.Write(piece.Span);
            if (left.IsEmpty) response.WriteTail(body);
            var flushing = body.FlushAsync(cancel).AsTask();
            if (!flushing.IsCompleted && await Task.WhenAny(flushing, failed) != flushing) body.CancelPendingFlush();
            if ((await flushing).IsCompleted) return;
        }
    }
}
