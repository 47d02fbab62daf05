namespace Mesh.Tests.Fixtures.Pods;

/// <summary>How far a fair draw may stray before it is called unfair.</summary>
public static class Binomial
{
    /// <summary>
    /// The narrowest counts of hits among <paramref name="trials"/> outside of which a draw with chance <paramref name="p"/> falls, on each side,
    /// with a probability below <paramref name="miss"/>.
    /// </summary>
    public static (int Low, int High) Bounds(int trials, double p, double miss)
    {
        var low = 0;
        for (var tail = Mass(trials, p, 0); tail < miss; tail += Mass(trials, p, low)) low++;
        var high = trials;
        for (var tail = Mass(trials, p, trials); tail < miss; tail += Mass(trials, p, high)) high--;
        return (low, high);
    }

    private static double Mass(int trials, double p, int hits) =>
        Math.Exp(LogFactorial(trials) - LogFactorial(hits) - LogFactorial(trials - hits) + hits * Math.Log(p) + (trials - hits) * Math.Log(1 - p));

    private static double LogFactorial(int n)
    {
        var sum = 0.0;
        for (var i = 2; i <= n; i++) sum += Math.Log(i);
        return sum;
    }
}
