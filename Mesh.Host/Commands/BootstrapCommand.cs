using System.CommandLine;
using System.Text.Json.Nodes;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Bootstrap;
using Mesh.Core.Xds;
using Option = System.CommandLine.Option;

namespace Mesh.Commands;

/// <summary>Prints the file that an Envoy starts with.</summary>
internal static class BootstrapCommand
{
    private const string Details =
        $"""
        Example:
          actormesh bootstrap --xds 127.0.0.1:15010 --node {ProxyOptions.ExampleNode} > bootstrap.json
          envoy -c bootstrap.json
        """;

    public static Command Create()
    {
        var proxy = new ProxyOptions();
        var xds = new Option<string>("--xds") { Description = "Where the control plane serves xDS.", HelpName = "HOST:PORT", Required = true };
        var admin = Port("--admin-port", "Port of Envoy's own pages, on 127.0.0.1.", 15000);
        var stats = Port("--stats-port", "Port on which /stats/prometheus is open to other machines (Istio: 15090); 0 for none.", 0);
        var status = Port("--status-port", "Port on which /healthz/ready is open to other machines (Istio: 15021); 0 for none.", 0);
        var format = OutputFormat.Option(OutputFormat.Json, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("bootstrap", "Print an Envoy bootstrap that works as it is.", Details) { xds };
        proxy.AddTo(command);
        foreach (var option in (Option[])[admin, stats, status, format]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var (host, port) = HostAndPort(parsed.GetRequiredValue(xds));
            var read = proxy.Read(parsed, istioDialect: false);
            var bootstrap = EnvoyBootstrap.Build(new(host, port, read.Id)
            {
                Metadata = Struct.Parser.ParseJson(proxy.MetadataOf(parsed).ToJsonString()),
                Locality = proxy.LocalityOf(parsed),
                AdminPort = parsed.GetValue(admin),
                StatsPort = parsed.GetValue(stats),
                StatusPort = parsed.GetValue(status),
            });
            var json = JsonNode.Parse(EnvoyTypes.Formatter.Format(bootstrap))!;
            if (parsed.GetValue(format) == OutputFormat.Yaml) Print.Yaml(parsed.InvocationConfiguration.Output, json);
            else Print.Json(parsed.InvocationConfiguration.Output, json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<int> Port(string name, string description, int byDefault)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "PORT", DefaultValueFactory = _ => byDefault };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue) result.AddError($"{name} must be a port, at most {ushort.MaxValue}");
        });
        return option;
    }

    private static (string Host, int Port) HostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? "" : text[..colon].Trim('[', ']');
        return host.Length > 0 && int.TryParse(text[(colon + 1)..], out var port) && port is > 0 and <= ushort.MaxValue
            ? (host, port)
            : throw new CommandFailure($"--xds: '{text}' must be HOST:PORT, such as 127.0.0.1:15010", ExitCode.WrongUsage);
    }
}
