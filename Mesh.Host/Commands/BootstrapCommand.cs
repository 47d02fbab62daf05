using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
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

        For the TLS port (15012), where the proxy has to prove who it is:
          actormesh bootstrap --xds 10.0.3.7:15012 --root-cert root-cert.pem --token /var/run/secrets/tokens/istio-token --follow /etc/envoy --node …
        Run it again before the token ends: Envoy follows the files that --follow writes, and its next stream has the new one. Certificates of --root-cert and
        --cert are followed as they are replaced.
        """;

    public static Command Create()
    {
        var proxy = new ProxyOptions();
        var xds = new Option<string>("--xds") { Description = "Where the control plane serves xDS.", HelpName = "HOST:PORT", Required = true };
        var root = new Option<string?>("--root-cert") { Description = "PEM of what to trust: speak TLS. A member writes it as root-cert.pem.", HelpName = "FILE" };
        var token = new Option<string?>("--token") { Description = "Token of the proxy's service account, by which it proves who it is.", HelpName = "FILE" };
        var certificate = new Option<string?>("--cert") { Description = "Client certificate, by which it proves who it is; with --key.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Key of --cert.", HelpName = "FILE" };
        var serverName = new Option<string>("--server-name") { Description = "Name that the control plane's certificate has to hold.", HelpName = "NAME", DefaultValueFactory = _ => BootstrapTls.DefaultServerName };
        var follow = new Option<string?>("--follow") { Description = "Write files here by which Envoy follows changes of --root-cert and --cert; without it it reads them once.", HelpName = "DIR" };
        var admin = Port("--admin-port", "Port of Envoy's own pages, on 127.0.0.1.", 15000);
        var stats = Port("--stats-port", "Port on which /stats/prometheus is open to other machines (Istio: 15090); 0 for none.", 0);
        var status = Port("--status-port", "Port on which /healthz/ready is open to other machines (Istio: 15021); 0 for none.", 0);
        var format = OutputFormat.Option(OutputFormat.Json, OutputFormat.Json, OutputFormat.Yaml);
        var command = new ToolCommand("bootstrap", "Print an Envoy bootstrap that works as it is.", Details) { xds };
        proxy.AddTo(command);
        foreach (var option in (Option[])[root, token, certificate, key, serverName, follow, admin, stats, status, format]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var (host, port) = HostAndPort(parsed.GetRequiredValue(xds));
            var read = proxy.Read(parsed, istioDialect: false);
            var tls = Tls(parsed.GetValue(root), parsed.GetRequiredValue(serverName), parsed.GetValue(token), parsed.GetValue(certificate), parsed.GetValue(key), parsed.GetValue(follow));
            var bootstrap = EnvoyBootstrap.Build(new(host, port, read.Id)
            {
                Metadata = Struct.Parser.ParseJson(proxy.MetadataOf(parsed).ToJsonString()),
                Locality = proxy.LocalityOf(parsed),
                AdminPort = parsed.GetValue(admin),
                StatsPort = parsed.GetValue(stats),
                StatusPort = parsed.GetValue(status),
                Tls = tls,
            });
            var json = JsonNode.Parse(EnvoyTypes.Formatter.Format(bootstrap))!;
            if (parsed.GetValue(format) == OutputFormat.Yaml) Print.Yaml(parsed.InvocationConfiguration.Output, json);
            else Print.Json(parsed.InvocationConfiguration.Output, json);
            return ExitCode.Ok;
        });
        return command;
    }

    private static BootstrapTls? Tls(string? root, string serverName, string? token, string? certificate, string? key, string? follow)
    {
        if (certificate is null != key is null) throw new CommandFailure("--cert and --key go together", ExitCode.WrongUsage);
        if (root is null)
        {
            // A token over a plaintext port is a gift to whoever listens, and a connection that checks nobody's name is no better.
            return (token ?? certificate ?? follow) is null ? null : throw new CommandFailure("--token, --cert and --follow need --root-cert: who it is is proved only to a control plane that has proved itself", ExitCode.WrongUsage);
        }
        if (token is not null && follow is null) throw new CommandFailure("--token needs --follow DIR, where Envoy finds the token", ExitCode.WrongUsage);
        var tls = new BootstrapTls(Full(root), serverName, Full(token), Full(certificate), Full(key), Full(follow));
        if (tls.FollowDirectory is { } directory)
        {
            Directory.CreateDirectory(directory);
            var secret = tls.TokenFile is { } file ? File.ReadAllText(file).Trim() : null;
            foreach (var (name, content) in BootstrapSecrets.Files(tls, secret)) Replace(Path.Combine(directory, name), EnvoyTypes.Formatter.Format(content));
        }
        return tls;
    }

    /// <summary>By a rename, which is what Envoy watches for, and for this user alone until then.</summary>
    private static void Replace(string path, string text)
    {
        var passing = path + ".new";
        File.Delete(passing);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(passing, options)) writer.Write(text);
        File.Move(passing, path, overwrite: true);
    }

    [return: NotNullIfNotNull(nameof(path))]
    private static string? Full(string? path) => path is null ? null : Path.GetFullPath(path);

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
