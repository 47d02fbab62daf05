using Mesh.Core.Telemetry;

namespace Mesh.Actors.Telemetry;

/// <summary>Where sums are brought together.</summary>
public enum TelemetryMode
{
    /// <summary>On this member: nothing crosses the wire.</summary>
    Local,

    /// <summary>Of each destination service on one member of the cluster.</summary>
    Sharded,
}

/// <summary>What a member's telemetry is started with.</summary>
/// <param name="Metrics">What this member exports: the sums of its own streams, so that sums over members count each record once.</param>
/// <param name="FlushEvery">How long a sum stays in a stream: what a kill may lose. Greater than zero.</param>
/// <param name="Patience">Time without an answer after which a flush is sent again.</param>
/// <param name="StopTimeout">How long an orderly stop waits for the last flushes to be stored.</param>
/// <param name="Shards">Of the region of edges, the same on every member.</param>
/// <param name="MostSeriesOfService">See <see cref="EdgeSetup"/>.</param>
public sealed record TelemetrySetup(
    Intake Intake,
    MemberMetrics Metrics,
    ITelemetryStore Store,
    ITelemetryObserver Observer,
    TimeProvider Time,
    TimeBuckets Times,
    TelemetryMode Mode,
    TimeSpan FlushEvery,
    TimeSpan Patience,
    TimeSpan StopTimeout,
    int Shards,
    int MostSeriesOfService);
