namespace Mesh.Gateway.People;

/// <summary>One cause met by thousands of proxies is told at once, then at most every ten seconds, with the number of those left out.</summary>
internal sealed class Repeats(TimeProvider time)
{
    private const int MostKeys = 1_000;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Said, int LeftOut)> _known = [];

    /// <param name="leftOut">How many of the same were not told since it was told last.</param>
    public bool IsWorthSaying(string key, out int leftOut)
    {
        lock (_gate)
        {
            leftOut = 0;
            if (_known.TryGetValue(key, out var last))
            {
                if (time.GetElapsedTime(last.Said) < Pause)
                {
                    _known[key] = last with { LeftOut = last.LeftOut + 1 };
                    return false;
                }
                leftOut = last.LeftOut;
            }
            else if (_known.Count >= MostKeys)
            {
                _known.Clear();
            }
            _known[key] = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
