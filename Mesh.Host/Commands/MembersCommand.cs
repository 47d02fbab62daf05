using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Lists the members of the control plane, as one of them knows them.</summary>
internal static class MembersCommand
{
    private const string Details =
        """
        STATUS is what the other members know (Up, Joining, Leaving); READY is what the member itself says to load balancers.
        REVISION is that of the configuration which its proxies are served from; it is the same on all members but for moments.
        ONE marks the member where the keepers live of which there is one: the configuration's, the root key's.
        SHARDS counts those that live on the member, by region. CPU is in percent of one processor since the last time of asking.

        Examples:
          actormesh members
          actormesh members --url http://10.0.3.7:15014 -o json

        Exit code 1 when a member does not answer or is not ready.
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("members", "List the members of the control plane: who is there, and what each carries.", Details) { url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (json, _) = await MemberClient.Of(parsed.GetRequiredValue(url), network).Get("/debug/members", cancel);
            var members = MemberReport.Parse(json);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, JsonNode.Parse(json)!); break;
                case OutputFormat.Yaml: Print.Yaml(output, JsonNode.Parse(json)!); break;
                default: Table(members, output); break;
            }
            return members.All(x => x.Says?.Ready == true) ? ExitCode.Ok : ExitCode.Findings;
        });
        return command;
    }

    private static void Table(IReadOnlyList<MemberReport> members, TextWriter output)
    {
        Print.Table(output, ["MEMBER", "ADDRESS", "STATUS", "READY", "ONE", "REVISION", "STREAMS", "PROXIES", "SHARDS", "CPU", "MEMORY", "UP", "VERSION"], members.Select(x => (string[])
        [
            x.Name,
            x.Address,
            x.Status,
            x.Says is { } said ? said.Ready ? "yes" : "no" : "?",
            x.Singletons ? "*" : "",
            .. Load(x.Says),
            x.Version ?? "",
        ]));
        foreach (var member in members.Where(x => x.Says?.Ready != true))
        {
            output.WriteLine();
            output.WriteLine($"{member.Name}: {member.Says?.NotReady ?? member.Failure}");
        }
    }

    private static string[] Load(MemberSays? says) => says is null ? ["?", "?", "?", "?", "?", "?", "?"] :
    [
        Number(says.Revision),
        Number(says.Streams),
        Number(says.Proxies),
        string.Join(' ', (says.Shards ?? new Dictionary<string, RegionReport>()).Select(x => $"{x.Key}={x.Value.Shards}")),
        $"{says.CpuPercent.ToString("0", CultureInfo.InvariantCulture)} %",
        $"{says.MemoryBytes >> 20} MiB",
        Age(TimeSpan.FromSeconds(says.UptimeSeconds)),
    ];

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{(int)age.TotalDays}d{age.Hours}h",
        { TotalHours: >= 1 } => $"{(int)age.TotalHours}h{age.Minutes}m",
        { TotalMinutes: >= 1 } => $"{(int)age.TotalMinutes}m{age.Seconds}s",
        _ => $"{(int)age.TotalSeconds}s",
    };
}
