using Mesh.Core.History;

namespace Mesh.Actors.Log;

/// <param name="Limits">Of what is remembered.</param>
/// <param name="RecoveryTimeout">How long the configuration waits at the start for what the log knows. Greater than zero.</param>
/// <param name="QueueRevisions">That may wait while the store is away; past that they are merged into one. At least 1.</param>
/// <param name="QueueBytes">Likewise.</param>
/// <param name="FirstBackOff">Before the store is tried again; doubled up to <paramref name="LongestBackOff"/>.</param>
public sealed record LogOptions(HistoryLimits Limits, TimeSpan RecoveryTimeout, int QueueRevisions, long QueueBytes, TimeSpan FirstBackOff, TimeSpan LongestBackOff);

/// <summary>What the log of a member is started with.</summary>
/// <param name="Member">This member's name, which revisions carry.</param>
public sealed record LogSetup(LogOptions Options, MeshLogView View, ILogObserver Observer, TimeProvider Time, string Member);
