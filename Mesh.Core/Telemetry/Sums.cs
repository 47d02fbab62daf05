namespace Mesh.Core.Telemetry;

/// <summary>The numbers of all aggregations of one series. Not for several threads at once.</summary>
public sealed class Sums
{
    private readonly long[] _values = new long[Aggregations.Width];

    public bool IsEmpty => !_values.AsSpan().ContainsAnyExcept(0L);

    public long Requests => _values[Aggregations.RangeOf(Aggregations.Requests).Start.Value];

    public ReadOnlySpan<long> Values => _values;

    public ReadOnlySpan<long> Of(IAggregation aggregation) => _values.AsSpan(Aggregations.RangeOf(aggregation));

    public void Add(in Measures request) => Aggregations.Add(request, _values);

    public void Add(Sums other)
    {
        for (var i = 0; i < _values.Length; i++) _values[i] += other._values[i];
    }

    public void Add(int index, long value) => _values[index] += value;

    public void Clear() => _values.AsSpan().Clear();

    public Sums Copy()
    {
        var copy = new Sums();
        copy.Add(this);
        return copy;
    }
}
