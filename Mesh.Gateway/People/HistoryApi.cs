using System.Text.Json;
using Mesh.Actors.Members;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mesh.Gateway.People;

/// <summary>The mesh log over HTTP; any member asks the one that keeps it.</summary>
internal static class HistoryApi
{
    private const string Nobody = "Nobody keeps the mesh log at this moment: it is still being read, or the store could not be reached since the start.\n";

    public static void MapHistory(this IEndpointRouteBuilder debug)
    {
        debug.MapGet("/history", (DebugSources sources, CancellationToken cancel, string? @object, int limit = 100) =>
            Ask(sources, MemberPages.History, new(@object, null, null, limit), cancel));
        debug.MapGet("/history/diff", (DebugSources sources, CancellationToken cancel, long from, long? to, string? @object) =>
            Ask(sources, MemberPages.HistoryDiff, new(@object, from, to, 0), cancel));
        debug.MapGet("/history/document", (DebugSources sources, CancellationToken cancel, string @object, long revision) =>
            Ask(sources, MemberPages.HistoryDocument, new(@object, revision, null, 0), cancel));
    }

    private static async Task<IResult> Ask(DebugSources sources, string page, HistoryQuestion question, CancellationToken cancel)
    {
        var answer = await sources.Members.AskKeeper(page, question.ToText(), cancel);
        if (answer.Text is { } text) return Results.Text(text, "application/json; charset=utf-8");
        return answer.Failure == AllMembers.NothingToSay
            ? Results.Json(new { Error = Nobody.Trim() }, DebugJson.Options)
            : Results.Json(new { Error = $"{answer.Member}: {answer.Failure}" }, DebugJson.Options);
    }
}

/// <summary>As one member asks another.</summary>
public sealed record HistoryQuestion(string? Object, long? From, long? To, int Limit)
{
    public string ToText() => JsonSerializer.Serialize(this);

    public static HistoryQuestion Parse(string text) => JsonSerializer.Deserialize<HistoryQuestion>(text) ?? new(null, null, null, 0);
}
