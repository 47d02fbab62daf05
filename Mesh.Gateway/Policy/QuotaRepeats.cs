using Mesh.Actors.Quotas;

namespace Mesh.Gateway.Policy;

/// <summary>Answers by their deduplication id, for a while: what is asked again is answered alike. Past the bound the oldest are forgotten.</summary>
internal sealed class QuotaRepeats(int capacity, TimeSpan keep)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<QuotaAnswer>> _answers = [];
    private readonly Queue<(string Id, DateTimeOffset At)> _ages = new();

    /// <param name="id">null: not to be recognized again.</param>
    public Task<QuotaAnswer> Once(string? id, DateTimeOffset now, Func<Task<QuotaAnswer>> take)
    {
        if (id is null) return take();
        lock (_lock)
        {
            while (_ages.TryPeek(out var oldest) && (_ages.Count >= capacity || now - oldest.At > keep)) _answers.Remove(_ages.Dequeue().Id);
            if (_answers.TryGetValue(id, out var known)) return known;
            _ages.Enqueue((id, now));
            return _answers[id] = take();
        }
    }
}
