using System.Collections.Concurrent;
using System.IO.Pipelines;
using Envoy.Service.Discovery.V3;
using Google.Protobuf;
using Grpc.Core;
using Mesh.Actors.Balance;
using Mesh.Actors.Certificates;
using Mesh.Actors.Connections;
using Mesh.Core.Xds;
using Mesh.Gateway.Certificates;
using Microsoft.AspNetCore.Http;

namespace Mesh.Gateway.Xds;

/// <summary>
/// Every discovery call of every service: carries requests in and responses out, and says a stream's end as a gRPC status. Decides nothing
/// about the protocol; that is the <see cref="StreamState"/>'s.
/// </summary>
public sealed class DiscoveryCalls(IXdsStreams streams, ICallers callers, ICertificateObserver observer, XdsOptions options) : IStreamDrain
{
    /// <summary>Streams ended at once when this member stops; a pause, then the next: those who take them over are not met by all at the same moment.</summary>
    private const int DrainedAtOnce = 50;

    private static readonly TimeSpan DrainPause = TimeSpan.FromMilliseconds(50);
    private const long MostDiscardedBytes = 256 * 1024 * 1024;
    private static readonly TimeSpan QuietBeforeEnd = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<OpenCall, byte> _open = [];
    private readonly FirstPushes _firstPushes = new(options.FirstPushesAtOnce, options.FirstPushTimeout);
    private volatile bool _draining;

    /// <summary>Calls that are open now.</summary>
    public int OpenCalls => _open.Count;

    public Task StateOfTheWorld(XdsType? only, IAsyncStreamReader<DiscoveryRequest> requests, ServerCallContext call) =>
        Serve(StreamKind.StateOfTheWorld, only, requests, static (stream, request) => stream.Receive(request), call);

    public Task Delta(XdsType? only, IAsyncStreamReader<DeltaDiscoveryRequest> requests, ServerCallContext call) =>
        Serve(StreamKind.Delta, only, requests, static (stream, request) => stream.Receive(request), call);

    /// <summary>Takes no more calls and ends the open ones a few at a time, each after its first response at the earliest; those without one, after the time-out.</summary>
    public async Task DrainAsync(CancellationToken cancel)
    {
        // Whoever sends proxies here has to hear first that it should not.
        if (options.ShutdownNotice > TimeSpan.Zero && !_open.IsEmpty) await Task.Delay(options.ShutdownNotice, cancel).ContinueWith(_ => { }, TaskScheduler.Default);
        _draining = true;
        var open = _open.Keys.ToList();
        foreach (var some in open.Chunk(DrainedAtOnce))
        {
            foreach (var call in some) call.Drain();
            if (some.Length == DrainedAtOnce && !cancel.IsCancellationRequested) await Task.Delay(DrainPause, CancellationToken.None);
        }
        var ended = Task.WhenAll(_open.Keys.Select(x => x.Ended));
        await Task.WhenAny(ended, Task.Delay(options.DrainTimeout, cancel));
        foreach (var call in _open.Keys) call.Outbox.Refuse();
    }

    /// <summary>Whole connections: what goes on together stays together.</summary>
    public int End(int streams)
    {
        var ended = 0;
        foreach (var connection in _open.Keys.GroupBy(x => x.Connection))
        {
            var calls = connection.ToList();
            if (ended + calls.Count > streams || !calls.TrueForAll(x => x.Outbox.HasAnswered && !x.Outbox.EndsAfterNext)) continue;
            foreach (var call in calls) call.Drain();
            ended += calls.Count;
            if (ended == streams) break;
        }
        return ended;
    }

    private async Task Serve<TRequest>(
        StreamKind kind,
        XdsType? only,
        IAsyncStreamReader<TRequest> requests,
        Func<IXdsStream, TRequest, ValueTask> receive,
        ServerCallContext call)
    {
        if (_draining) throw StatusOf(new StreamFailure(StreamFailureCode.Unavailable, "the server is shutting down"));
        var peer = await PeerOf(call.GetHttpContext());
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(call.CancellationToken);
        var outbox = new Outbox(options.OutboxCapacity);
        var open = new OpenCall(outbox, call.GetHttpContext());
        _open[open] = 0;
        FirstPushes.Place? place = null;
        IXdsStream? stream = null;
        var reading = Task.CompletedTask;
        try
        {
            if (only is null) place = await _firstPushes.Enter(ended.Token);
            stream = await streams.Open(kind, only, peer, outbox, ended.Token);
            reading = Read(requests, receive, stream, outbox, call.GetHttpContext().Request.BodyReader, ended.Token);
            if (_draining) open.Drain();
            await Write(outbox, place, call.GetHttpContext().Response.BodyWriter);
        }
        catch (StreamEndedException e)
        {
            throw StatusOf(e.Failure);
        }
        catch (OperationCanceledException) when (call.CancellationToken.IsCancellationRequested)
        {
            // The client has gone; there is nobody to tell.
        }
        finally
        {
            stream?.Close();
            place?.Dispose();
            _open.TryRemove(open, out _);
            open.SetEnded();
            await ended.CancelAsync();
            await reading;
        }
    }

    /// <summary>Ends by completing the outbox: when the client half-closes, when it sends nonsense, when it is gone.</summary>
    private static async Task Read<TRequest>(
        IAsyncStreamReader<TRequest> requests,
        Func<IXdsStream, TRequest, ValueTask> receive,
        IXdsStream stream,
        Outbox outbox,
        PipeReader body,
        CancellationToken cancel)
    {
        try
        {
            while (await requests.MoveNext(cancel)) await receive(stream, requests.Current);
            outbox.TryComplete();
        }
        catch (InvalidProtocolBufferException e)
        {
            outbox.TryComplete(new StreamEndedException(StreamFailureCode.InvalidArgument, $"not a discovery request: {e.Message}"));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
        {
            await Discard(body, cancel);
            outbox.TryComplete(e);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            outbox.TryComplete();
        }
        catch (Exception e)
        {
            // Whatever else ends a stream ends only this one; the writer passes it on.
            outbox.TryComplete(e);
        }
    }

    /// <summary>
    /// Lets go by what the client is still sending of a request that is too large: data for a stream that has ended would make HTTP/2 end the
    /// whole connection, with whatever else is on it.
    /// </summary>
    private static async Task Discard(PipeReader body, CancellationToken cancel)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            for (long size = 0; size < MostDiscardedBytes;)
            {
                quiet.CancelAfter(QuietBeforeEnd);
                var read = await body.ReadAsync(quiet.Token);
                size += read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) return;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or InvalidOperationException)
        {
            // Silence, or the end: what was to be avoided cannot happen any more.
        }
    }

    /// <summary>Ends with the outbox, which <see cref="Read{TRequest}"/> completes when the client is gone.</summary>
    private static async Task Write(Outbox outbox, FirstPushes.Place? place, PipeWriter body)
    {
        while (await outbox.WaitToReadAsync())
        {
            while (outbox.TryRead(out var response))
            {
                if (response.Withdrawn) continue;
                await ResponseFrames.Write(response, body, outbox.Failed);
                if (outbox.Failed.IsCompleted) throw await outbox.Failed;
                outbox.NoteAnswered();
                place?.NoteAnswered();
            }
        }
    }

    private async ValueTask<StreamPeer> PeerOf(HttpContext context)
    {
        var (peer, refusal) = await callers.Who(context);
        if (refusal is null) return peer;
        observer.Refused("somebody", $"{peer.Address}", refusal);
        throw StatusOf(new StreamFailure(StreamFailureCode.Unauthenticated, "authentication failure"));
    }

    private static RpcException StatusOf(StreamFailure failure) => new(new Status((StatusCode)failure.Code, failure.Reason));
}
