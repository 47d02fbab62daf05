using Mesh.Core.History;

namespace Mesh.Actors.Log;

/// <summary>The mesh log as this member knows it, for those who only look. Written by the log's keeper alone.</summary>
public sealed class MeshLogView
{
    private volatile MeshHistory? _history;
    private volatile LogStatus _status = LogStatus.UpToDate;

    /// <summary>null on a member that does not keep the configuration, and until the log is read.</summary>
    public MeshHistory? History
    {
        get => _history;
        internal set => _history = value;
    }

    public LogStatus Status
    {
        get => _status;
        internal set => _status = value;
    }
}

/// <summary>Whether what was accepted is stored as well.</summary>
/// <param name="Behind">Revisions that are in force and not stored yet.</param>
/// <param name="Since">When the oldest of them was accepted; null when there is none.</param>
/// <param name="Reason">Why they are not stored; null when they are under way.</param>
public sealed record LogStatus(int Behind, DateTimeOffset? Since, string? Reason)
{
    public static readonly LogStatus UpToDate = new(0, null, null);
}
