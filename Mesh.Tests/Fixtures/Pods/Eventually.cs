using System.Diagnostics;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>Asks until the answer is the one that must come.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <exception cref="TimeoutException">It did not come in time; the message holds the last answer.</exception>
    public static async Task<T> Get<T>(string what, TimeSpan limit, Func<Task<T>> ask, Func<T, bool> enough)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (enough(answer)) return answer;
            if (clock.Elapsed > limit) throw new TimeoutException($"Not within {limit.TotalSeconds} s: {what}. The last answer was {answer}");
            await Task.Delay(Pause);
        }
    }
}
