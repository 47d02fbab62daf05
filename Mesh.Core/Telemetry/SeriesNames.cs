using System.Collections.Concurrent;

namespace Mesh.Core.Telemetry;

/// <summary>
/// One object for each series that is known here, up to a bound: a client that invents hosts must not fill the memory, or the disk of whoever keeps the
/// metrics. Beyond the bound records are counted in <see cref="SeriesKey.Overflow"/>. For any thread.
/// </summary>
public sealed class SeriesNames(int most)
{
    private readonly ConcurrentDictionary<SeriesKey, SeriesKey> _known = [];
    private int _count;
    private long _overflowed;

    public int Count => Volatile.Read(ref _count);

    /// <summary>How often a series was refused.</summary>
    public long Overflowed => Interlocked.Read(ref _overflowed);

    public SeriesKey Intern(SeriesKey series)
    {
        if (_known.TryGetValue(series, out var known)) return known;
        if (Count >= most)
        {
            Interlocked.Increment(ref _overflowed);
            return SeriesKey.Overflow;
        }
        if (_known.TryAdd(series, series)) Interlocked.Increment(ref _count);
        return _known.GetValueOrDefault(series, series);
    }

    /// <summary>Nothing was heard of it for long.</summary>
    public void Forget(SeriesKey series)
    {
        if (_known.TryRemove(series, out _)) Interlocked.Decrement(ref _count);
    }
}
