using static Mesh.Actors.Balance.BalanceMessages;

namespace Mesh.Actors.Balance;

/// <summary>
/// How many streams a member should give away, so that each has its share. A balancer spreads connections when they are made; a member that joins later
/// gets none, since streams last. Pure: each member decides for itself, from what all of them say.
/// </summary>
public static class StreamBalance
{
    /// <param name="tolerance">Part of its share by which a member may be off before anything happens.</param>
    /// <returns>Streams that this member should end. Never more than others lack, so that streams do not swing to and fro.</returns>
    public static int ToEnd(LoadIs own, IReadOnlyCollection<LoadIs> others, double tolerance)
    {
        if (!own.Takes) return 0;
        LoadIs[] all = [own, .. others.Where(x => x.Takes)];
        if (all.Length == 1) return 0;
        double each = (double)all.Sum(x => x.Streams + x.Leaving) / all.Sum(x => x.Capacity);
        double Share(LoadIs x) => each * x.Capacity;
        double Over(LoadIs x) => Math.Max(0, x.Streams - Share(x));
        double Lack(LoadIs x) => Math.Max(0, Share(x) - x.Streams);

        // Half a stream can not be moved, and one that moves to and fro helps nobody.
        if (all.All(x => Math.Max(Over(x), Lack(x)) <= Math.Max(1, tolerance * Share(x)))) return 0;
        var lacking = all.Sum(Lack) - all.Sum(x => x.Leaving);
        if (lacking < 1 || Over(own) == 0) return 0;
        return (int)(Over(own) * Math.Min(1, lacking / all.Sum(Over)));
    }
}
