namespace Mesh.Persistence.Journal;

/// <summary>The keys of a journal and of a snapshot store, as Akka.Persistence.Redis has them.</summary>
/// <param name="prefix">Setting key-prefix.</param>
/// <param name="isCluster">A Redis Cluster keeps keys together whose part in braces is the same.</param>
internal readonly struct RedisKeys(string prefix, bool isCluster)
{
    /// <summary>A sorted set of events by their sequence numbers.</summary>
    public string Journal(string persistenceId) => $"{Slot(persistenceId)}{prefix}journal:persisted:{persistenceId}";

    /// <summary>The highest sequence number that was ever written; stays when events are deleted.</summary>
    public string HighestSequenceNr(string persistenceId) => $"{Journal(persistenceId)}:highestSequenceNr";

    /// <summary>A sorted set of snapshots by their sequence numbers.</summary>
    public string Snapshots(string persistenceId) => $"{Slot(persistenceId)}{prefix}snapshot:{persistenceId}";

    private string Slot(string persistenceId) => isCluster ? $"{{__{persistenceId}}}." : "";
}
