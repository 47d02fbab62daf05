using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Lists the proxies of all members, and whether each has what it should have.</summary>
internal static class ProxiesCommand
{
    private const string Details =
        """
        For each type of resource it says whether the proxy has what it should have:
        SYNCED (acknowledged), STALE (sent, not yet acknowledged), NOT SENT (there is nothing of it), ERROR (the proxy refused it; its words follow the table).

        Examples:
          actormesh proxies
          actormesh proxies --url http://10.0.3.7:15014 -o json
        """;

    private static readonly string[] Columns = ["CDS", "EDS", "LDS", "RDS", "SDS", "ECDS", "NDS"];

    public static Command Create(HttpMessageHandler? network)
    {
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("proxies", "List the proxies that are connected to any of the members, and whether they are in sync.", Details) { url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var (text, unanswered) = await MemberClient.Of(parsed.GetRequiredValue(url), network).Get("/debug/syncz", cancel);
            MemberClient.TellUnanswered(unanswered, parsed.InvocationConfiguration.Error);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, JsonNode.Parse(text)!); break;
                case OutputFormat.Yaml: Print.Yaml(output, JsonNode.Parse(text)!); break;
                default: Table(SyncReport.Parse(text), output); break;
            }
        });
        return command;
    }

    private static void Table(IReadOnlyList<SyncReport> reports, TextWriter output)
    {
        if (reports.Count == 0)
        {
            output.WriteLine("No proxy is connected.");
            return;
        }
        // An Envoy asks for each secret on a stream of its own; to people it is one proxy all the same.
        var proxies = reports.GroupBy(x => x.Proxy ?? x.ConnectionId).OrderBy(x => x.Key, StringComparer.Ordinal).ToList();
        Print.Table(output, ["PROXY", .. Columns, "VERSION", "MEMBER"], proxies.Select(proxy => (string[])
        [
            proxy.Key,
            .. Columns.Select(type => State([.. proxy.SelectMany(x => x.Types ?? []).Where(x => x.Type == type)])),
            proxy.First().Version ?? "",
            string.Join(", ", proxy.Select(x => x.Member).Distinct()),
        ]));
        foreach (var (report, type) in reports.SelectMany(x => (x.Types ?? []).Select(type => (x, type))).Where(x => x.type.LastNack is not null)) Nack(report, type, output);
    }

    /// <summary>The worst of what the streams say; the version where they all have one.</summary>
    private static string State(IReadOnlyList<SyncedType> streams)
    {
        if (streams.Count == 0) return "-";
        var worst = streams.FirstOrDefault(x => x.State == "ERROR") ?? streams.FirstOrDefault(x => x.State != "SYNCED");
        if (worst is not null) return worst.State;
        var versions = streams.Select(x => x.AckedVersion ?? "").Distinct().ToList();
        return versions is [{ Length: > 0 } version] ? $"SYNCED {Short(version)}" : "SYNCED";
    }

    private static void Nack(SyncReport report, SyncedType type, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine($"{report.Proxy ?? report.ConnectionId} refused {type.Type} {Short(type.SentVersion ?? "")}: {type.LastNack!.Words}");
        if (type.LastNack.Resources is { Count: > 0 } resources) output.WriteLine($"    resources: {string.Join(", ", resources)}");
        if (type.LastNack.Origins is { Count: > 0 } origins) output.WriteLine($"    made from: {string.Join(", ", origins)}");
    }

    /// <summary>Versions are content hashes: their beginning tells them apart.</summary>
    private static string Short(string version) => version.Length > 8 ? version[..8] : version;
}
