using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Mesh.Core.Xds;

namespace Mesh.Gateway.Xds;

/// <summary>
/// Writes responses as gRPC frames them: 0 for "not compressed", the length in four bytes, the message. The library's own writer would copy a
/// message whole into the buffers of its connection: a thousand proxies that connect together would hold their whole configuration there, about
/// 1 MB each, and the buffers stay. Here a large message goes out piece by piece, each when the client has taken the former.
/// </summary>
internal static class ResponseFrames
{
    private const int PieceBytes = 32 * 1024;
    private const int PrefixBytes = 5;

    /// <summary>Completes when the client can take more, or is gone.</summary>
    /// <param name="failed">Completes when the stream has to end although the client does not read: the status must follow a whole message, so the rest is left to the buffers.</param>
    public static async ValueTask Write(OutgoingResponse response, PipeWriter body, Task failed)
    {
        WriteHead(response, body);
        for (var left = response.Body.Bytes; ;)
        {
            var piece = failed.IsCompleted ? left : left[..Math.Min(left.Length, PieceBytes)];
            left = left[piece.Length..];
            body.Write(piece.Span);
            var flushing = body.FlushAsync();
            var flushed = flushing.IsCompleted ? await flushing : await Flushed(flushing.AsTask(), body, failed);
            if (flushed.IsCompleted || left.IsEmpty) return;
        }
    }

    private static void WriteHead(OutgoingResponse response, PipeWriter body)
    {
        var head = body.GetSpan(PrefixBytes + response.HeadSize);
        head[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)response.Size);
        response.WriteHead(head[PrefixBytes..]);
        body.Advance(PrefixBytes + response.HeadSize);
    }

    private static async Task<FlushResult> Flushed(Task<FlushResult> flushing, PipeWriter body, Task failed)
    {
        if (await Task.WhenAny(flushing, failed) != flushing) body.CancelPendingFlush();
        return await flushing;
    }
}
