using Mesh.Bench.Fuzz;
using Mesh.Tests.Golden;

namespace Mesh.Tests.Bench;

/// <summary>Some rounds of what <c>Mesh.Bench fuzz</c> does for minutes. The seed of a failure repeats it: <c>Mesh.Bench fuzz --rounds 1 --seed N</c>.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 250;
    private const int FirstSeed = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task Damaged_meshes_bring_nothing_down()
    {
        var corpus = FuzzCorpus.Read(ConformanceData.Root);
        if (corpus.Cases.Count == 0) Assert.Skip(ConformanceData.Absent);
        var round = new FuzzRound(corpus);

        var faults = await Task.Run(() => Enumerable.Range(FirstSeed, Rounds).Select(round.Run).Where(x => x.Fault is not null).Take(5).ToList()).WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.True(faults.Count == 0, string.Join("\n", faults.Select(x => $"seed {x.Seed}, case {x.Case}: {x.Fault}")));
    }

    [Fact]
    public void A_round_damages_the_same_way_each_time()
    {
        var corpus = FuzzCorpus.Read(ConformanceData.Root);
        if (corpus.Cases.Count == 0) Assert.Skip(ConformanceData.Absent);

        Assert.Equal(new FuzzRound(corpus).Run(7).Text, new FuzzRound(corpus).Run(7).Text);
    }
}
