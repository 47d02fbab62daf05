using System.Text.Json;
using Mesh.Actors.Members;
using Microsoft.AspNetCore.Http;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Gateway.People;

/// <summary>Pages that show all members at once, each telling of itself; whoever does not answer is named in a header.</summary>
internal static class ClusterPages
{
    /// <summary>NAME: REASON, separated by semicolons; absent when everybody answered.</summary>
    public const string UnansweredHeader = "x-actormesh-unanswered";

    /// <summary>The elements that all members' arrays have, as one array.</summary>
    public static async Task<IResult> Concatenated(AllMembers members, HttpResponse response, string page, CancellationToken cancel)
    {
        var answers = await members.Ask(page, "", cancel);
        Name(response, answers);
        using var text = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(text, new() { Indented = true, Encoder = DebugJson.Options.Encoder }))
        {
            writer.WriteStartArray();
            foreach (var answer in answers.Where(x => x.Text is not null))
            {
                using var array = JsonDocument.Parse(answer.Text!);
                foreach (var element in array.RootElement.EnumerateArray()) element.WriteTo(writer);
            }
            writer.WriteEndArray();
        }
        return Results.Bytes(text.ToArray(), "application/json; charset=utf-8");
    }

    public static async Task<IResult> Connections(AllMembers members, HttpResponse response, CancellationToken cancel)
    {
        var answers = await members.Ask(MemberPages.Connections, "", cancel);
        Name(response, answers);
        var each = answers.Where(x => x.Text is not null).Select(x => JsonSerializer.Deserialize<JsonElement>(x.Text!)).ToList();
        return Results.Json(new { TotalClients = each.Sum(x => x.GetProperty("totalClients").GetInt32()), Members = each }, DebugJson.Options);
    }

    /// <summary>As its keeper tells it; while that one moves, what this member holds.</summary>
    public static async Task<IResult> Config(DebugSources sources, HttpResponse response, CancellationToken cancel)
    {
        var answer = await sources.Members.AskKeeper(MemberPages.Config, "", cancel);
        if (answer.Text is not null) return Results.Text(answer.Text, "application/json; charset=utf-8");
        Name(response, [answer]);
        return Results.Json(MeshView.Configs(sources.Model, null), DebugJson.Options);
    }

    /// <summary>Each member as gossip knows it, and what it says of itself.</summary>
    public static async Task<IResult> Members(AllMembers members, CancellationToken cancel)
    {
        var answers = (await members.Ask(MemberPages.Member, "", cancel)).ToLookup(x => x.Member);
        return Results.Json(
            members.Directory.All.Select(x =>
            {
                var answer = answers[x.Name].FirstOrDefault();
                return new
                {
                    x.Name,
                    Address = x.HostPort,
                    Status = x.IsReachable ? x.Status.ToString() : $"{x.Status}, unreachable",
                    Self = x.IsSelf,
                    Leader = x.IsLeader,
                    Singletons = x.IsOldest,
                    x.Roles,
                    x.Version,
                    Says = answer?.Text is { } text ? JsonSerializer.Deserialize<MemberView>(text, DebugJson.Options) : null,
                    answer?.Failure,
                };
            }),
            DebugJson.Options);
    }

    /// <summary>The proxy is connected to one member, whichever that is.</summary>
    public static async Task<IResult> ConfigDump(AllMembers members, HttpResponse response, string? proxy, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(proxy))
        {
            return Results.Text("Which proxy? /debug/config_dump?proxyID=NODE-ID, or a part of its id that no other has; /debug/syncz lists them.\n", statusCode: StatusCodes.Status400BadRequest);
        }
        IReadOnlyList<MemberAnswer> answers;
        try
        {
            answers = await members.Ask(MemberPages.Dump, proxy, cancel);
        }
        catch (InvalidOperationException e)
        {
            return Results.Text(e.Message, statusCode: StatusCodes.Status400BadRequest);
        }
        var found = answers.Where(x => x.Text is not null).ToList();
        if (found.Count > 0) return Results.Text(found[0].Text, "application/json; charset=utf-8");
        Name(response, answers.Where(x => x.Failure != AllMembers.NothingToSay));
        return Results.Text($"No proxy whose id contains \"{proxy}\" is connected.\n", statusCode: StatusCodes.Status404NotFound);
    }

    internal static void Name(HttpResponse response, IEnumerable<MemberAnswer> answers)
    {
        var silent = answers.Where(x => x.Text is null).Select(x => $"{x.Member}: {new string([.. x.Failure!.Select(c => c is >= ' ' and < '\x7f' ? c : ' ')])}").ToList();
        if (silent.Count > 0) response.Headers[UnansweredHeader] = string.Join("; ", silent);
    }
}
