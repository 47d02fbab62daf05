using System.CommandLine;
using System.Text.Json.Nodes;

namespace Mesh.Commands;

/// <summary>Prints the traffic graph of the mesh.</summary>
internal static class GraphCommand
{
    private const string Details =
        """
        A row for each pair of workloads, with the service that was called and the protocol: requests a second, the share of errors, latencies, and how much of
        it mutual TLS secured, as the destination saw it. JSON and YAML are the graph as Kiali has it, with nodes and edges.

        Examples:
          actormesh graph
          actormesh graph shop payments --duration 10m
          actormesh graph --type service -o json
        """;

    public static Command Create(HttpMessageHandler? network)
    {
        var namespaces = TrafficOptions.Namespaces();
        var duration = TrafficOptions.Duration("1m");
        var type = new Option<string>("--type") { Description = "What the nodes of JSON and YAML are.", DefaultValueFactory = _ => "versionedApp", HelpName = "app|versionedApp|workload|service" };
        type.AcceptOnlyFromAmong("app", "versionedApp", "workload", "service");
        var url = MemberClient.UrlOption();
        var format = OutputFormat.Option(OutputFormat.Table, OutputFormat.Table, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("graph", "Print who calls whom, how often, how fast, and how it ends.", Details) { namespaces, duration, type, url, format };
        command.SetAction(async (parsed, cancel) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var client = MemberClient.Of(parsed.GetRequiredValue(url), network);
            var isTable = parsed.GetValue(format) == OutputFormat.Table;
            var path = TrafficOptions.Query(isTable ? "/api/edges" : "/api/namespaces/graph", parsed.GetRequiredValue(duration), parsed.GetValue(namespaces));
            var (text, _) = await client.Get(isTable ? path : $"{path}&graphType={parsed.GetRequiredValue(type)}", cancel);
            switch (parsed.GetValue(format))
            {
                case OutputFormat.Json: Print.Json(output, JsonNode.Parse(text)!); break;
                case OutputFormat.Yaml: Print.Yaml(output, JsonNode.Parse(text)!); break;
                default: Table(EdgeReport.Parse(text), output); break;
            }
        });
        return command;
    }

    private static void Table(IReadOnlyList<EdgeReport> edges, TextWriter output)
    {
        if (edges.Count == 0) output.WriteLine(TrafficOptions.NoTraffic);
        else Print.Table(output, EdgeTable.Columns, edges.Select(EdgeTable.Row));
    }
}
