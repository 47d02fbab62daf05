namespace Mesh.Core.Telemetry;

/// <summary>All that is summed. Everything between the proxies and the pages carries the sums by the names of these, so a new one is one line here.</summary>
public static class Aggregations
{
    public static readonly IAggregation Requests = new RequestCount();
    public static readonly IAggregation Duration = new RequestDuration();
    public static readonly IAggregation RequestBytes = new RequestBytes();
    public static readonly IAggregation ResponseBytes = new ResponseBytes();
    public static readonly IAggregation Tcp = new TcpTraffic();

    public static readonly IReadOnlyList<IAggregation> All = [Requests, Duration, RequestBytes, ResponseBytes, Tcp];

    private static readonly IAggregation[] Array = [.. All];
    private static readonly int[] Offsets = MakeOffsets();

    /// <summary>Numbers of all aggregations together.</summary>
    public static int Width { get; } = All.Sum(x => x.Width);

    /// <summary>Where the numbers of an aggregation are among those of all.</summary>
    public static Range RangeOf(IAggregation aggregation)
    {
        var start = Offsets[System.Array.IndexOf(Array, aggregation)];
        return start..(start + aggregation.Width);
    }

    /// <param name="sums">As many as <see cref="Width"/>.</param>
    public static void Add(in Measures request, Span<long> sums)
    {
        for (var i = 0; i < Array.Length; i++) Array[i].Add(request, sums.Slice(Offsets[i], Array[i].Width));
    }

    /// <returns>null for a name that this release does not know.</returns>
    public static IAggregation? Find(ReadOnlySpan<char> name)
    {
        foreach (var aggregation in Array)
        {
            if (name.SequenceEqual(aggregation.Name)) return aggregation;
        }
        return null;
    }

    private static int[] MakeOffsets()
    {
        var offsets = new int[All.Count];
        for (var i = 1; i < offsets.Length; i++) offsets[i] = offsets[i - 1] + All[i - 1].Width;
        return offsets;
    }
}
