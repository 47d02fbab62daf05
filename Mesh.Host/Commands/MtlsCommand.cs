using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>What speaks against requiring mutual TLS.</summary>
internal static class MtlsCommand
{
    private const string Details =
        """
        Lists who still speaks plaintext to whom, as the destinations' sidecars saw it: since when, when last, how much. An empty list over a window that covers
        all that calls (nightly jobs too) says that a PeerAuthentication may become STRICT. Exit code 1 while there is plaintext.

        Examples:
          actormesh mtls report
          actormesh mtls report shop --duration 24h -o json
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var command = new Command("mtls", "Who speaks mutual TLS, and who does not yet.") { Report(network) };
        return command;
    }

    private static ToolCommand Report(HttpMessageHandler? network)
    {
        var @namespace = new Argument<string?>("namespace") { Description = "Only destinations of this namespace.", Arity = ArgumentArity.ZeroOrOne, HelpName = "NAMESPACE" };
        var duration = TrafficOptions.Duration("1h");
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var report = new ToolCommand("report", "List who still speaks plaintext to whom, since when and how much.", Details) { @namespace, duration, url, format };
        report.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var query = TrafficOptions.Query("/api/mtls", parsed.GetRequiredValue(duration));
            if (parsed.GetValue(@namespace) is { Length: > 0 } one) query += $"&namespace={Uri.EscapeDataString(one)}";
            var (text, _) = await MemberClient.Of(parsed.GetRequiredValue(url), network).Get(query, cancel);
            var edges = Parse(text);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, JsonNode.Parse(text)!); break;
                case OutputFormat.Yaml: Print.Yaml(output, JsonNode.Parse(text)!); break;
                default: Table(edges, parsed.GetRequiredValue(duration), output); break;
            }
            return edges.Count == 0 ? ExitCode.Ok : ExitCode.Findings;
        });
        return report;
    }

    private static void Table(IReadOnlyList<PlaintextReport> edges, string duration, TextWriter output)
    {
        if (edges.Count == 0)
        {
            output.WriteLine($"No plaintext was seen in the last {duration}, by those destinations whose sidecars tell of their traffic.");
            return;
        }
        Print.Table(output, ["SOURCE", "DESTINATION", "SERVICE", "PROTOCOL", "SINCE", "LAST", "REQUESTS", "CONNECTIONS"], edges.Select(x => (string[])
        [
            x.Source, x.Destination, x.Service, x.Protocol, Time(x.Since), Time(x.Last), $"{x.Requests}", $"{x.Connections}",
        ]));
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static IReadOnlyList<PlaintextReport> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("edges").Deserialize<PlaintextReport[]>(JsonSerializerOptions.Web) ?? [];
    }

    private sealed record PlaintextReport(string Source, string Destination, string Service, string Protocol, DateTimeOffset Since, DateTimeOffset Last, long Requests, long Connections);
}
