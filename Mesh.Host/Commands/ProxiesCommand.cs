using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Lists the proxies of a running member, and whether each has what it should have.</summary>
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

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static Command Create(HttpMessageHandler? network)
    {
        var url = new Option<string>("--url") { Description = "The member's HTTP address.", HelpName = "URL", DefaultValueFactory = _ => "http://127.0.0.1:15014" };
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("proxies", "List the proxies that are connected to a running member, and whether they are in sync.", Details) { url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var text = await Ask(Address(parsed.GetRequiredValue(url)), network, cancel);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, JsonNode.Parse(text)!); break;
                case OutputFormat.Yaml: Print.Yaml(output, JsonNode.Parse(text)!); break;
                default: Table(SyncReport.Parse(text), output); break;
            }
        });
        return command;
    }

    private static Uri Address(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new CommandFailure($"--url: '{text}' must be a URL such as http://127.0.0.1:15014", ExitCode.WrongUsage);

    private static async Task<string> Ask(Uri url, HttpMessageHandler? network, CancellationToken cancel)
    {
        var page = new Uri(url, "/debug/syncz");
        using var client = new HttpClient(network ?? new SocketsHttpHandler(), disposeHandler: network is null) { Timeout = Patience };
        try
        {
            var text = await client.GetStringAsync(page, cancel);
            using var _ = JsonDocument.Parse(text);
            return text;
        }
        catch (HttpRequestException e) when (e.StatusCode is { } status)
        {
            throw new CommandFailure($"{page} answered {(int)status}: is that the HTTP address of an actormesh member? It is the second one that `serve` prints.");
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailure($"{page} can not be reached ({e.Message}). Is the member running? Its address goes into --url.");
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandFailure($"{page} did not answer within {Patience.TotalSeconds:0} s.");
        }
        catch (JsonException)
        {
            throw new CommandFailure($"{page} did not answer with JSON: is that the HTTP address of an actormesh member?");
        }
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
