namespace Mesh.Core.Telemetry;

/// <summary>What is known of one series in a window.</summary>
/// <param name="Created">When the series was first heard of, as far back as anything is kept.</param>
/// <param name="LastStep">When the last step of time begins that has something of it.</param>
public sealed record SeriesTraffic(SeriesKey Series, DateTimeOffset Created, DateTimeOffset LastStep, Sums Sums);

/// <summary>The traffic of the mesh in a window of time. Its ends are those of the steps that it is made of.</summary>
public sealed record TrafficWindow(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<SeriesTraffic> Series)
{
    public double Seconds => Math.Max(1, (To - From).TotalSeconds);

    /// <summary>
    /// Each request once: between two sidecars both tell of it. The source's word counts, since it knows of requests that never arrived; the destination's
    /// where no source speaks of that workload calling the other.
    /// </summary>
    public IEnumerable<SeriesTraffic> Once()
    {
        var told = Series.Where(x => x.Series.Edge.Reporter == Reporter.Source).Select(x => Ends(x.Series.Edge)).ToHashSet();
        return Series.Where(x => x.Series.Edge.Reporter == Reporter.Source || !told.Contains(Ends(x.Series.Edge)));
    }

    /// <summary>Without the service: an inbound connection does not say by which of several it came.</summary>
    private static (string, string, string, string, bool) Ends(EdgeKey edge) =>
        (edge.Source.Namespace, edge.Source.Workload, edge.Destination.Namespace, edge.Destination.Workload, edge.Protocol == "tcp");
}
