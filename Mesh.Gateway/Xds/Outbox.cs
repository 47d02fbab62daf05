using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using Mesh.Actors.Connections;
using Mesh.Core.Xds;

namespace Mesh.Gateway.Xds;

/// <summary>
/// What waits to be written to one client. Bounded. An end with an error is heard at once, even while a write is stuck because the client
/// does not read; an end without one lets everything out first.
/// </summary>
internal sealed class Outbox(int capacity) : ChannelWriter<OutgoingResponse>
{
    // Whoever hands in a response writes it if nothing is being written: a write never blocks, and a hop to another thread would cost as much as it does.
    private readonly Channel<OutgoingResponse> _channel = Channel.CreateBounded<OutgoingResponse>(
        new BoundedChannelOptions(capacity) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly TaskCompletionSource<Exception> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _endsAfterNext;

    /// <summary>Completes with the error that ended the stream, and never without one.</summary>
    public Task<Exception> Failed => _failed.Task;

    /// <summary>The client has got at least one response, so that it need not back off when the stream ends (gRFC A57).</summary>
    public bool HasAnswered { get; private set; }

    public bool EndsAfterNext => _endsAfterNext;

    public override bool TryWrite(OutgoingResponse item) => _channel.Writer.TryWrite(item);

    public override ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default) => _channel.Writer.WaitToWriteAsync(cancellationToken);

    public override bool TryComplete(Exception? error = null)
    {
        if (!_channel.Writer.TryComplete(error)) return false;
        if (error is not null) _failed.TrySetResult(error);
        return true;
    }

    public ValueTask<bool> WaitToReadAsync() => _channel.Reader.WaitToReadAsync();

    public bool TryRead([MaybeNullWhen(false)] out OutgoingResponse response) => _channel.Reader.TryRead(out response);

    public void NoteAnswered()
    {
        HasAnswered = true;
        if (EndsAfterNext) TryComplete();
    }

    /// <summary>Ends the stream cleanly: now, or once the client got its first response.</summary>
    public void Drain()
    {
        _endsAfterNext = true;
        if (HasAnswered) TryComplete();
    }

    public void Refuse() => TryComplete(new StreamEndedException(StreamFailureCode.Unavailable, "the server is shutting down"));
}
