using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.History;

/// <summary>Makes the log's account of changes, by what the log knows already.</summary>
public static class RevisionDraft
{
    /// <summary>The name that the mesh-wide settings have in the log.</summary>
    public const string MeshConfigName = "MeshConfig";

    /// <summary>Kinds that tell where workloads are and not what the mesh should do: they change by the minute, and their past is of no use to anybody.</summary>
    public static bool IsObserved(ConfigKind kind) => kind is ConfigKind.EndpointSlice or ConfigKind.Endpoints or ConfigKind.Pod or ConfigKind.Node;

    /// <param name="ofHidden">What became of an object whose content was hidden and is; null for nothing.</param>
    /// <returns>What differs; empty when the log knows it all.</returns>
    public static ValueList<LoggedChange> Changes(MeshHistory known, IEnumerable<(string Object, LoggedDocument Document)> applied, IEnumerable<string> removed, LoggedKind? ofHidden)
    {
        var changes = new SortedDictionary<string, LoggedChange>(StringComparer.Ordinal);
        foreach (var (name, document) in applied)
        {
            if (Kind(known.Head.GetValueOrDefault(name), document, ofHidden) is { } kind) changes[name] = new(name, kind, document);
        }
        foreach (var name in removed.Where(known.Head.ContainsKey)) changes[name] = new(name, LoggedKind.Removed, null);
        return changes.Values.ToValueList();
    }

    /// <summary>Several revisions as one that leads to the same, for when there is no room for all of them.</summary>
    /// <param name="revisions">In order; at least one.</param>
    public static LoggedRevision Merge(IReadOnlyList<LoggedRevision> revisions)
    {
        var changes = new SortedDictionary<string, LoggedChange>(StringComparer.Ordinal);
        foreach (var change in revisions.SelectMany(x => x.Changes))
        {
            var first = changes.GetValueOrDefault(change.Object)?.Kind;
            changes[change.Object] = (first, change.Kind) switch
            {
                (LoggedKind.Added, LoggedKind.Removed) => change,
                (LoggedKind.Added, _) => change with { Kind = LoggedKind.Added },
                (LoggedKind.Removed, LoggedKind.Added) => change with { Kind = LoggedKind.Changed },
                _ => change,
            };
        }
        return revisions[^1] with { Changes = changes.Values.ToValueList() };
    }

    private static LoggedKind? Kind(LoggedDocument? before, LoggedDocument after, LoggedKind? ofHidden) => before switch
    {
        null => LoggedKind.Added,
        _ when before.IsHidden && after.IsHidden => ofHidden,
        _ when !before.SaysTheSame(after) => LoggedKind.Changed,
        _ when before.Source.File != after.Source.File => LoggedKind.Moved,
        _ => null,
    };
}
