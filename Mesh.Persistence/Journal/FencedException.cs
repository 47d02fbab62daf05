namespace Mesh.Persistence.Journal;

/// <summary>Somebody else writes under the same persistence id.</summary>
public sealed class FencedException(string persistenceId, long sequenceNr, long highest) : Exception(
    $"Event {sequenceNr} of {persistenceId} was not stored: another writer has reached {highest}. Two halves of a split cluster may both have thought themselves alone; this one yields")
{
    public string PersistenceId { get; } = persistenceId;
}
