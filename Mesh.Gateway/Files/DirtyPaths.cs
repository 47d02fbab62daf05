using System.Threading.Channels;

namespace Mesh.Gateway.Files;

/// <summary>A file to read again.</summary>
/// <param name="Whole">It took its place by a rename, so nobody is still writing it.</param>
internal readonly record struct DirtyPath(string Path, bool Whole);

/// <summary>Which files have to be read again. Notices of one file fold into one, so the set is bounded by the files there are.</summary>
internal sealed class DirtyPaths
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, bool> _paths = new(StringComparer.Ordinal);
    private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _all;

    public void Add(string path, bool whole)
    {
        lock (_lock) _paths[path] = whole;
        _signal.Writer.TryWrite(true);
    }

    /// <summary>Look everything over: a notice was lost, or is about more than a file.</summary>
    public void AddAll()
    {
        lock (_lock) _all = true;
        _signal.Writer.TryWrite(true);
    }

    public (IReadOnlyList<DirtyPath> Paths, bool All) Take()
    {
        lock (_lock)
        {
            var taken = (_paths.Select(x => new DirtyPath(x.Key, x.Value)).ToArray(), _all);
            _paths.Clear();
            _all = false;
            return taken;
        }
    }

    /// <returns>When there is something to take, or after the given time at the latest.</returns>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancel)
    {
        if (_signal.Reader.TryRead(out _)) return;
        using var timeOver = new CancellationTokenSource(atMost, time);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancel, timeOver.Token);
        try
        {
            await _signal.Reader.ReadAsync(enough.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // The time is over.
        }
    }
}
