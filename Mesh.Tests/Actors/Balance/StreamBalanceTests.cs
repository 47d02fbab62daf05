using CsCheck;
using Mesh.Actors.Balance;
using static Mesh.Actors.Balance.BalanceMessages;

namespace Mesh.Tests.Actors.Balance;

public sealed class StreamBalanceTests
{
    private const double Tolerance = 0.07;

    [Fact]
    public void Nobody_ends_anything_while_all_have_about_their_share() =>
        Assert.Equal(0, StreamBalance.ToEnd(Load(104), [Load(98), Load(98)], Tolerance));

    [Fact]
    public void A_member_that_joins_is_given_what_the_others_have_too_many_of()
    {
        Assert.Equal(50, StreamBalance.ToEnd(Load(150), [Load(150), Load(0)], Tolerance));
        Assert.Equal(0, StreamBalance.ToEnd(Load(0), [Load(150), Load(150)], Tolerance));
    }

    [Fact]
    public void What_is_on_its_way_is_not_given_twice()
    {
        Assert.Equal(0, StreamBalance.ToEnd(Load(100, leaving: 50), [Load(100, leaving: 50), Load(0)], Tolerance));
        Assert.InRange(StreamBalance.ToEnd(Load(140, leaving: 10), [Load(140, leaving: 10), Load(0)], Tolerance), 30, 40);
    }

    [Fact]
    public void A_share_is_by_capacity() => Assert.Equal(100, StreamBalance.ToEnd(Load(300, capacity: 2), [Load(0)], Tolerance));

    [Fact]
    public void A_member_that_takes_no_streams_is_not_counted_on() =>
        Assert.Equal(0, StreamBalance.ToEnd(Load(150), [Load(150), Load(0) with { Takes = false }], Tolerance));

    [Fact]
    public void A_few_streams_are_left_where_they_are() => Assert.Equal(0, StreamBalance.ToEnd(Load(2), [Load(1), Load(0)], Tolerance));

    /// <summary>However uneven it begins, and whichever members new connections are led to, in the end nobody is off by more than the tolerance, and it rests.</summary>
    [Fact]
    public void It_evens_out_and_then_rests() => Gen.Int[0, 400].Array[2, 7].Select(Gen.Int[0, int.MaxValue - 1]).Sample((start, seed) =>
    {
        var random = new Random(seed);
        var loads = start.ToArray();
        int moved;
        var rounds = 0;
        do
        {
            var ends = loads.Select((x, i) => StreamBalance.ToEnd(Load(x), [.. loads.Where((_, j) => j != i).Select(y => Load(y))], Tolerance)).ToArray();
            moved = ends.Sum();
            for (var i = 0; i < loads.Length; i++) loads[i] -= ends[i];
            // A balancer by least connections, and sometimes a clumsy one.
            for (var i = 0; i < moved; i++) loads[random.Next(10) == 0 ? random.Next(loads.Length) : Array.IndexOf(loads, loads.Min())]++;
        }
        while (moved > 0 && ++rounds < 200);

        var share = (double)loads.Sum() / loads.Length;
        Assert.Equal(start.Sum(), loads.Sum());
        Assert.True(rounds < 200, $"it never rests: {string.Join(", ", loads)}");
        Assert.All(loads, x => Assert.True(Math.Abs(x - share) <= Math.Max(1.01, (Tolerance * share) + 1), $"{x} of {string.Join(", ", loads)}"));
    });

    private static LoadIs Load(int streams, int leaving = 0, int capacity = 1) => new(streams, leaving, capacity, Takes: true);
}
