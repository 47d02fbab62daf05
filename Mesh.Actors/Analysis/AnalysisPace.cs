namespace Mesh.Actors.Analysis;

/// <summary>How soon after a change the mesh is looked over. Findings may come late; what proxies wait for may not.</summary>
/// <param name="Quiet">How long nothing must change before it begins.</param>
/// <param name="Patience">How long changes may put it off. At least <paramref name="Quiet"/>.</param>
/// <param name="Share">The part of one processor that it may take, over time. More than 0, at most 1.</param>
public sealed record AnalysisPace(TimeSpan Quiet, TimeSpan Patience, double Share)
{
    public static readonly AnalysisPace Default = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), 0.1);

    /// <param name="waited">Since the first change that was not looked at.</param>
    /// <param name="sinceLast">Since the last time that it ended.</param>
    /// <param name="tookLast">How long that took.</param>
    /// <returns>When to begin, from now.</returns>
    public TimeSpan Next(TimeSpan waited, TimeSpan sinceLast, TimeSpan tookLast)
    {
        var quiet = Quiet < Patience - waited ? Quiet : Patience - waited;
        var rest = (tookLast / Share) - tookLast - sinceLast;
        var wait = quiet > rest ? quiet : rest;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }
}
