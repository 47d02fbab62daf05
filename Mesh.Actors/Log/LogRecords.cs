using Mesh.Core.History;

namespace Mesh.Actors.Log;

/// <summary>What the mesh log stores. Has a serializer of its own.</summary>
public interface ILogRecord;

/// <summary>A revision, or a part of a large one.</summary>
public sealed record RevisionLogged(LoggedRevision Revision) : ILogRecord;

/// <summary>The configuration at the oldest revision that the log still knows.</summary>
public sealed record HistoryBase(MeshHistory History) : ILogRecord;
