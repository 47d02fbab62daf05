namespace Mesh.Core.Config;

/// <summary>What some readings changed in a <see cref="ConfigStore"/>.</summary>
/// <param name="Applied">New objects and new versions, in order of their keys; an object that says the same as before is not in it.</param>
/// <param name="Removed">Objects that no file has any more.</param>
/// <param name="Refused">All documents that are refused now; null when they are as before.</param>
/// <param name="Warnings">All warnings that hold now; null when they are as before.</param>
public sealed record ConfigStoreChanges(
    IReadOnlyList<ConfigObject> Applied,
    IReadOnlyList<ConfigKey> Removed,
    IReadOnlyList<ReadDocument>? Refused,
    IReadOnlyList<ConfigWarning>? Warnings)
{
    public bool Any => Applied.Count > 0 || Removed.Count > 0 || Refused is not null || Warnings is not null;
}
