using System.Text.Json;
using Mesh.Actors.Members;
using Microsoft.AspNetCore.Http;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Gateway.People;

/// <summary>Whether all members, and all proxies behind them, have a revision of the configuration.</summary>
internal static class ConvergencePage
{
    /// <param name="revision">null: the one that the keeper of the configuration has now.</param>
    /// <param name="name">Of an object: only proxies that are sent something made of it are meant; null for all.</param>
    public static async Task<IResult> Answer(AllMembers members, long? revision, string? name, CancellationToken cancel)
    {
        var wanted = revision ?? await Current(members, cancel);
        var answers = await members.Ask(MemberPages.Convergence, name ?? "", cancel);
        if (wanted is not { } target) return Results.Text("The keeper of the configuration does not answer; ask again in some seconds.\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        if (name is not null && answers.All(x => x.Failure == AllMembers.NothingToSay)) return Results.Text($"No member knows \"{name}\".\n", statusCode: StatusCodes.Status404NotFound);

        var each = answers.Select(x => (Answer: x, View: x.Text is { } text ? JsonSerializer.Deserialize<ConvergenceView>(text, DebugJson.Options) : null)).ToList();
        var known = each.Where(x => x.View is not null).ToList();
        return Results.Json(
            new
            {
                Revision = target,
                Converged = each.All(x => x.View is { Settled: true, Waiting.Count: 0 } view && view.Revision >= target),
                Members = each.Select(x => new { Name = x.Answer.Member, Has = x.View?.Revision, x.View?.Settled, Why = Why(x.Answer, x.View, target) }),
                Accepted = known.SelectMany(x => x.View!.Accepted).Distinct().Order(StringComparer.Ordinal),
                Active = known.Sum(x => x.View!.Active),
                Waiting = known.SelectMany(x => x.View!.Waiting.Select(proxy => new { proxy.Proxy, x.Answer.Member, proxy.Types })),
            },
            DebugJson.Options);
    }

    private static async Task<long?> Current(AllMembers members, CancellationToken cancel)
    {
        var answer = await members.AskKeeper(MemberPages.Member, "", cancel);
        return answer.Text is { } text ? JsonSerializer.Deserialize<MemberView>(text, DebugJson.Options)!.Revision : null;
    }

    /// <returns>What this member waits for; null when it is nothing but its proxies.</returns>
    private static string? Why(MemberAnswer answer, ConvergenceView? view, long target) =>
        view is null ? answer.Failure
        : view.Revision < target ? $"it holds revision {view.Revision}"
        : view.Settled ? null
        : "it is translating";
}
