using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Shows the busiest edges of the mesh, again and again.</summary>
internal static class TopCommand
{
    private const string Clear = "\u001b[H\u001b[2J";

    private const string Details =
        """
        The busiest edges first, anew every few seconds until it is interrupted; printed once with --once, and where the output is no terminal.

        Examples:
          actormesh top
          actormesh top shop --sort errors --interval 5s
          actormesh top --once -o json
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var namespaces = TrafficOptions.Namespaces();
        var duration = TrafficOptions.Duration("30s");
        var sort = new Option<string>("--sort") { Description = "What the busiest are the busiest by.", DefaultValueFactory = _ => "rate", HelpName = "rate|errors|latency|bytes" };
        sort.AcceptOnlyFromAmong("rate", "errors", "latency", "bytes");
        var limit = new Option<int>("--limit") { Description = "Rows.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var interval = new Option<int>("--interval") { Description = "Seconds between two looks.", DefaultValueFactory = _ => 2, HelpName = "SECONDS" };
        var once = new Option<bool>("--once") { Description = "Look once." };
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("top", "Show the busiest edges of the mesh, live.", Details) { namespaces, duration, sort, limit, interval, once, url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var client = MemberClient.Of(parsed.GetRequiredValue(url), network);
            var path = TrafficOptions.Query("/api/edges", parsed.GetRequiredValue(duration), parsed.GetValue(namespaces));
            var isLive = !parsed.GetValue(once) && parsed.GetValue(format) == OutputFormat.Table && IsTerminal(output);
            do
            {
                var (text, _) = await client.Get(path, cancel);
                if (isLive) await output.WriteAsync(Clear);
                Show(text, parsed.GetValue(format), parsed.GetRequiredValue(sort), parsed.GetValue(limit), output);
                if (isLive) await Task.Delay(TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(interval))), cancel);
            }
            while (isLive);
        });
        return command;
    }

    private static void Show(string text, string? format, string sort, int limit, TextWriter output)
    {
        if (format is OutputFormat.Json or OutputFormat.Yaml)
        {
            var json = JsonNode.Parse(text)!;
            if (format == OutputFormat.Json) Print.Json(output, json);
            else Print.Yaml(output, json);
            return;
        }
        var edges = EdgeReport.Parse(text);
        if (edges.Count == 0)
        {
            output.WriteLine(TrafficOptions.NoTraffic);
            return;
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{edges.Count} edges, {edges.Sum(x => x.Rate):0.0} requests/s"));
        Print.Table(output, EdgeTable.Columns, edges.OrderByDescending(x => Weight(x, sort)).ThenBy(x => (x.Source, x.Destination)).Take(limit).Select(EdgeTable.Row));
    }

    private static double Weight(EdgeReport edge, string sort) => sort switch
    {
        "errors" => edge.Rate * edge.ErrorPercent,
        "latency" => edge.P95Milliseconds ?? 0,
        "bytes" => edge.ResponseBytesPerSecond + edge.SentBytesPerSecond,
        _ => edge.Rate,
    };

    private static bool IsTerminal(TextWriter output) => ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
}
