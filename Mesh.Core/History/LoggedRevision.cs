using Mesh.Core.Values;

namespace Mesh.Core.History;

/// <summary>One accepted change of the configuration, as the mesh log keeps it.</summary>
/// <param name="Source">Where it came from, in an operator's words.</param>
/// <param name="Member">Who took it.</param>
/// <param name="Changes">In order of their objects, each object once.</param>
public sealed record LoggedRevision(long Revision, DateTimeOffset Time, string Source, string Member, ValueList<LoggedChange> Changes)
{
    /// <summary>Bytes of documents in it.</summary>
    public long Size => Changes.Sum(x => (long)(x.After?.Size ?? 0));
}

/// <param name="Object">As the user would name it: <c>VirtualService default/reviews</c>; <c>MeshConfig</c> for the mesh-wide settings.</param>
/// <param name="After">What it says now; null when it is gone.</param>
public sealed record LoggedChange(string Object, LoggedKind Kind, LoggedDocument? After);

/// <summary>Their names are in the log for ever: add, never change one.</summary>
public enum LoggedKind
{
    Added,
    Changed,
    Removed,

    /// <summary>It says the same in another file.</summary>
    Moved,

    /// <summary>Its content is not kept, so that after a start nobody can tell whether it changed meanwhile.</summary>
    Read,
}
