namespace Mesh.Gateway.Xds;

/// <summary>
/// Lets so many newcomers be configured at a time, the others wait in the order in which they came: a first configuration is large, and all
/// proxies of a lost member come at once. Whoever waits has got nothing yet, never half of it.
/// </summary>
internal sealed class FirstPushes(int atOnce, TimeSpan atMost)
{
    /// <summary>Responses after which a proxy has what it needs: clusters, endpoints, listeners, routes.</summary>
    private const int Responses = 4;

    private readonly SemaphoreSlim _places = new(atOnce);

    /// <returns>A place, to be left when the stream ends at the latest.</returns>
    public async Task<Place> Enter(CancellationToken cancel)
    {
        await _places.WaitAsync(cancel);
        return new(_places, atMost);
    }

    /// <summary>Is left once, for whichever reason comes first: enough answers, the end of the stream, or a proxy that takes its time.</summary>
    internal sealed class Place : IDisposable
    {
        private readonly SemaphoreSlim _places;
        private readonly Timer _timer;
        private int _answers;
        private int _left;

        public Place(SemaphoreSlim places, TimeSpan atMost)
        {
            _places = places;
            _timer = new(_ => Leave(), null, atMost, Timeout.InfiniteTimeSpan);
        }

        public void NoteAnswered()
        {
            if (++_answers == Responses) Leave();
        }

        public void Dispose() => Leave();

        private void Leave()
        {
            if (Interlocked.Exchange(ref _left, 1) != 0) return;
            _timer.Dispose();
            _places.Release();
        }
    }
}
