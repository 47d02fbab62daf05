using Mesh.Core.Telemetry;

namespace Mesh.Actors.Telemetry;

/// <summary>What an <see cref="EdgeActor"/> is started with.</summary>
/// <param name="Member">This member, with its incarnation.</param>
/// <param name="MostSeries">Of one service; what would be more is counted as overflow.</param>
public sealed record EdgeSetup(ITelemetryStore Store, ITelemetryObserver Observer, TimeProvider Time, TimeBuckets Times, string Member, int MostSeries)
{
    private int _writers;

    public int NextWriter() => Interlocked.Increment(ref _writers);
}
