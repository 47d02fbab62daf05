using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Actors.Config;
using Mesh.Actors.Log;
using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Gateway.People;

/// <summary>The mesh log, for people. Only the member that keeps the configuration has something to say.</summary>
public sealed class HistoryPages(MeshLogView view, IConfigSource source)
{
    /// <summary>Changes that a row without an object shows; the first load of a mesh has thousands.</summary>
    private const int MostChanges = 50;

    private const int MostRevisions = 1_000;

    /// <param name="object">As <see cref="ObjectName"/> reads it; null for all.</param>
    public string? List(string? @object, int limit) => Answer(history =>
    {
        var name = @object is null ? null : Name(@object);
        var found = history.Revisions.Reverse().Where(x => name is null || x.Changes.Any(y => y.Object == name)).Take(Math.Clamp(limit, 1, MostRevisions));
        return new
        {
            history.Revision,
            OldestRevision = history.BaseRevision,
            OldestTime = history.BaseTime,
            source.Description,
            NotStored = view.Status.Behind,
            view.Status.Reason,
            Revisions = found.Select(x => new
            {
                x.Revision,
                x.Time,
                x.Source,
                x.Member,
                Count = x.Changes.Count,
                Changes = x.Changes.Where(y => name is null || y.Object == name).Take(MostChanges).Select(y => new
                {
                    y.Object,
                    Change = y.Kind.ToString().ToLowerInvariant(),
                    y.After?.Source.File,
                    y.After?.Source.Line,
                    Before = name is null ? null : Json(history.Before(x.Revision, name)),
                    After = name is null ? null : Json(y.After),
                }),
            }),
        };
    });

    /// <param name="to">null for now.</param>
    public string? Diff(long from, long? to, string? @object) => Answer(history =>
    {
        var name = @object is null ? null : Name(@object);
        var last = to ?? history.Revision;
        var (before, after) = (At(history, from), At(history, last));
        var names = name is null ? before.Keys.Union(after.Keys).Order(StringComparer.Ordinal) : Enumerable.Repeat(name, 1);
        return new
        {
            From = from,
            To = last,
            Objects = names.Select(x => (Name: x, Before: before.GetValueOrDefault(x), After: after.GetValueOrDefault(x))).Where(x => Differ(x.Before, x.After)).Select(x => new
            {
                Object = x.Name,
                Change = x.Before is null ? "added" : x.After is null ? "removed" : "changed",
                Hidden = (x.Before ?? x.After)!.IsHidden || (x.After ?? x.Before)!.IsHidden,
                Before = Json(x.Before),
                After = Json(x.After),
            }),
        };
    });

    public string? Document(string @object, long revision) => Answer(history =>
    {
        var name = Name(@object);
        var (then, now) = (At(history, revision).GetValueOrDefault(name), history.Head.GetValueOrDefault(name));
        var place = now?.Source ?? then?.Source ?? history.Before(history.Revision, name)?.Source;
        return new
        {
            Object = name,
            Revision = revision,
            Current = history.Revision,
            Source = source.Description,
            File = place is null ? null : source.PathOf(place),
            Hidden = then?.IsHidden == true,
            Then = Json(then),
            Now = Json(now),
        };
    });

    private static bool Differ(LoggedDocument? before, LoggedDocument? after) => before is null || after is null ? before is not null || after is not null : !ReferenceEquals(before, after) && !before.SaysTheSame(after);

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, LoggedDocument> At(MeshHistory history, long revision) => history.At(revision)
        ?? throw new HistoryException($"revision {revision} is not known: the log reaches from {history.BaseRevision} to {history.Revision}");

    private static string Name(string @object) => ObjectName.Parse(@object) ?? throw new HistoryException($"\"{@object}\" names no object; {ObjectName.Forms}");

    private static JsonNode? Json(LoggedDocument? document) => document?.Json is { } json ? JsonNode.Parse(json.Span) : null;

    private string? Answer(Func<MeshHistory, object> make)
    {
        if (view.History is not { } history) return null;
        try
        {
            var answer = make(history);
            return JsonSerializer.Serialize(answer, answer.GetType(), DebugJson.Options);
        }
        catch (HistoryException e)
        {
            return JsonSerializer.Serialize(new { Error = e.Message }, DebugJson.Options);
        }
    }

    /// <summary>What was asked for can not be answered, in the words of whoever asked.</summary>
    private sealed class HistoryException(string message) : Exception(message);
}
