namespace Mesh.Core.Telemetry;

/// <summary>Sums by series. What two of them say together does not depend on the order in which they are added.</summary>
public sealed class SeriesSums
{
    private readonly Dictionary<SeriesKey, Sums> _series = [];

    public int Count => _series.Count;

    public IReadOnlyDictionary<SeriesKey, Sums> All => _series;

    public Sums Of(SeriesKey series)
    {
        if (!_series.TryGetValue(series, out var sums)) _series[series] = sums = new();
        return sums;
    }

    public void Add(RequestObserved request) => Of(request.Series).Add(request.Measures);

    public void Add(SeriesKey series, Sums sums) => Of(series).Add(sums);

    public void Add(SeriesSums other)
    {
        foreach (var (series, sums) in other._series) Add(series, sums);
    }

    public bool Remove(SeriesKey series) => _series.Remove(series);

    public void Clear() => _series.Clear();
}
