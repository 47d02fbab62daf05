using Mesh.Core.Telemetry;

namespace Mesh.Tests.Core.Telemetry;

public sealed class FlushLedgerTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly FlushLedger _ledger = new(TimeBuckets.Default.Fine);

    [Fact]
    public void A_flush_is_sent_again_as_it_was_until_it_is_acknowledged()
    {
        _ledger.Add(Start, Series.Of("cart"), Series.Requests(2));
        var first = Assert.Single(_ledger.Due(Start, Patience));
        _ledger.Add(Start, Series.Of("cart"), Series.Requests(3));

        Assert.Empty(_ledger.Due(Start + TimeSpan.FromSeconds(1), Patience));
        Assert.Same(first, Assert.Single(_ledger.Due(Start + Patience, Patience)));
        Assert.False(_ledger.Acknowledge("cart", first.Sequence + 1));
        Assert.True(_ledger.Acknowledge("cart", first.Sequence));

        var second = Assert.Single(_ledger.Due(Start + Patience, Patience));
        Assert.Equal((first.Sequence + 1, 3), (second.Sequence, RequestsIn(second)));
    }

    [Fact]
    public void Services_do_not_wait_for_each_other()
    {
        _ledger.Add(Start, Series.Of("cart"), Series.Requests(1));
        Assert.Single(_ledger.Due(Start, Patience));
        _ledger.Add(Start, Series.Of("cart"), Series.Requests(1));
        _ledger.Add(Start, Series.Of("web"), Series.Requests(1));

        Assert.Equal("web", Assert.Single(_ledger.Due(Start, Patience)).Service);
    }

    [Fact]
    public void However_long_nobody_takes_anything_no_count_is_lost_and_what_waits_stays_small()
    {
        _ledger.Add(Start, Series.Of("cart"), Series.Requests(1));
        var stuck = Assert.Single(_ledger.Due(Start, Patience));
        for (var i = 0; i < 5_000; i++) _ledger.Add(Start + (i * TimeSpan.FromSeconds(10)), Series.Of("cart"), Series.Requests(1));

        Assert.True(_ledger.WaitingSeries <= 30, $"{_ledger.WaitingSeries}");
        _ledger.Acknowledge("cart", stuck.Sequence);
        Assert.Equal(5_000, RequestsIn(Assert.Single(_ledger.Due(Start, Patience))));
    }

    [Fact]
    public void A_flush_is_no_larger_than_it_may_be()
    {
        var ledger = new FlushLedger(TimeBuckets.Default.Fine, mostSeriesAtOnce: 10);
        for (var i = 0; i < 25; i++) ledger.Add(Start, Series.Of("cart", code: $"{200 + i}"), Series.Requests(1));

        var sizes = new List<int>();
        while (ledger.Due(Start, Patience) is [var flush])
        {
            sizes.Add(RequestsIn(flush));
            ledger.Acknowledge("cart", flush.Sequence);
        }

        Assert.Equal([10, 10, 5], sizes);
        Assert.True(ledger.IsEmpty);
    }

    private static int RequestsIn(Flush flush) => (int)PackedFlush.Read(flush.Packed).Sum(x => x.Sums.All.Values.Sum(y => y.Requests));
}
