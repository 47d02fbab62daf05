namespace Mesh.Core.Xds;

/// <summary>The responses of one type that the client has not answered yet, oldest first.</summary>
/// <param name="landsTogether">Answering one answers all before it, see <see cref="Dialect.AcknowledgesAllBefore"/>.</param>
internal sealed class Flights(bool landsTogether)
{
    /// <summary>A client that never answers must not make us remember for ever.</summary>
    public const int Most = 16;

    private readonly List<Flight> _flights = [];

    public bool None => _flights.Count == 0;

    /// <summary>A response is out whose acknowledgement is worth waiting for.</summary>
    public bool IsAwaiting => _flights.Exists(x => x.Awaited);

    public IEnumerable<XdsResourceSet> Sets => _flights.Select(x => x.Set);

    public void Launch(Flight flight)
    {
        if (_flights.Count == Most) _flights.RemoveAt(0);
        _flights.Add(flight);
    }

    public Flight? Find(string nonce) => nonce.Length == 0 ? null : _flights.Find(x => x.Response.Nonce == nonce);

    /// <returns>What is answered now: <paramref name="flight"/>, and all before it where they land together.</returns>
    public IReadOnlyList<Flight> Land(Flight flight)
    {
        var (first, count) = landsTogether ? (0, _flights.IndexOf(flight) + 1) : (_flights.IndexOf(flight), 1);
        var landed = _flights.GetRange(first, count);
        _flights.RemoveRange(first, count);
        return landed;
    }

    /// <summary>When the wait for the oldest acknowledgement is over; null: nothing is awaited.</summary>
    public DateTimeOffset? Deadline(TimeSpan timeout) => _flights.Find(x => x.Awaited)?.SentAt + timeout;

    /// <summary>Waits no longer for what was sent at <paramref name="sentBefore"/> or earlier. It may still be acknowledged.</summary>
    public IReadOnlyList<Flight> GiveUp(DateTimeOffset sentBefore)
    {
        var late = _flights.FindAll(x => x.Awaited && x.SentAt <= sentBefore);
        foreach (var flight in late) flight.Awaited = false;
        return late;
    }

    /// <summary>Whoever still has them in a queue drops them (rule 65).</summary>
    public void Withdraw()
    {
        foreach (var flight in _flights) flight.Response.Withdraw();
        _flights.Clear();
    }
}
