using CsCheck;
using Mesh.Core.Telemetry;

namespace Mesh.Tests.Core.Telemetry;

public sealed class AggregationTests
{
    private static readonly Gen<Measures> AnyMeasures = Gen.Select(Gen.Long[0, 1], Gen.Long[0, 10_000_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, 1_000_000], Gen.Long[0, 1], Gen.Long[0, 9_999])
        .Select((requests, duration, bytesIn, bytesOut, opened, sent) => new Measures
        {
            Requests = requests,
            Duration = duration,
            RequestBytes = bytesIn,
            ResponseBytes = bytesOut,
            Opened = opened,
            Closed = opened,
            Sent = sent,
            Received = sent / 2,
        });

    [Fact]
    public void It_does_not_matter_where_sums_are_made() => Gen.Select(AnyMeasures.Array[0, 40], Gen.Int[0, 40]).Sample((all, cut) =>
    {
        var whole = Sum(all);
        var parts = Sum(all[Math.Min(cut, all.Length)..]);
        parts.Add(Sum(all[..Math.Min(cut, all.Length)]));

        return whole.Values.SequenceEqual(parts.Values);
    });

    [Fact]
    public void Packed_sums_are_the_same_sums() => AnyMeasures.Array[0, 20].Sample(all =>
    {
        var pack = new PackWriter();
        pack.Sums(Sum(all));
        var read = new Sums();
        new PackReader(pack.ToArray()).Sums(read);

        return read.Values.SequenceEqual(Sum(all).Values);
    });

    [Fact]
    public void Names_of_aggregations_differ_and_their_numbers_do_not_overlap()
    {
        Assert.Equal(Aggregations.All.Count, Aggregations.All.Select(x => x.Name).Distinct().Count());
        Assert.Equal(Aggregations.Width, Aggregations.All.Sum(x => Aggregations.RangeOf(x).GetOffsetAndLength(Aggregations.Width).Length));
        Assert.All(Aggregations.All, x => Assert.Same(x, Aggregations.Find(x.Name)));
    }

    [Fact]
    public void Sums_of_an_aggregation_that_is_unknown_here_are_passed_over()
    {
        var pack = new PackWriter();
        pack.Number(2);
        pack.Text("of-a-later-release");
        pack.Number(1);
        pack.Number(3);
        pack.Number(99);
        pack.Text("requests");
        pack.Number(1);
        pack.Number(0);
        pack.Number(5);

        var read = new Sums();
        new PackReader(pack.ToArray()).Sums(read);

        Assert.Equal(5, read.Requests);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.51, 1)]
    [InlineData(5, 2)]
    [InlineData(3_600_000, 18)]
    [InlineData(3_600_001, 19)]
    public void A_value_is_in_the_bucket_whose_bound_it_does_not_exceed(double value, int bucket)
    {
        var sums = new long[Histogram.Width];

        Histogram.Add(sums, value, 1);

        Assert.Equal(1, sums[bucket]);
        Assert.Equal(1, Histogram.Count(sums));
    }

    [Fact]
    public void Quantiles_lie_on_a_line_inside_their_bucket()
    {
        var sums = new long[Histogram.Width];
        for (var i = 0; i < 100; i++) Histogram.Add(sums, 20, 20);

        Assert.Equal(17.5, Histogram.Quantile(sums, 0.5));
        Assert.True(double.IsNaN(Histogram.Quantile(new long[Histogram.Width], 0.5)));
    }

    private static Sums Sum(IEnumerable<Measures> all)
    {
        var sums = new Sums();
        foreach (var one in all) sums.Add(one);
        return sums;
    }
}
