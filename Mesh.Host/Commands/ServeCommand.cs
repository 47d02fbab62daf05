using System.CommandLine;
using Mesh.Core.Values;
using Mesh.Serve;

namespace Mesh.Commands;

/// <summary>Runs a member of the control plane; <see cref="MeshServer"/> is the thing itself.</summary>
internal static class ServeCommand
{
    private const string Details =
        """
        It prints what it loaded, where it listens, and each object that it refused, and follows changes on disk until it is stopped.

        Examples:
          actormesh serve --config samples/bookinfo
          actormesh serve --config /etc/mesh --mesh-config mesh.yaml --xds-address 10.0.3.7:15010 --insecure-listen-anywhere
        """;

    public static Command Create()
    {
        var config = new ConfigOptions();
        config.Config.Required = true;
        var xds = new Option<string?>("--xds-address", "--xds-listen") { Description = "Where proxies connect, plaintext gRPC; default mesh.xds.listen, 127.0.0.1:15010.", HelpName = "ADDRESS:PORT" };
        var http = new Option<string?>("--http-address", "--http-listen") { Description = "Where /metrics, /ready and /debug are; default mesh.http.listen, 127.0.0.1:15014.", HelpName = "ADDRESS:PORT" };
        var anywhere = new Option<bool>("--insecure-listen-anywhere") { Description = "Allow addresses that other machines reach, although these ports prove nobody's identity." };
        var profile = new Option<string>("--profile") { Description = "Settings of the folder hocon to lay over mesh.conf.", HelpName = "NAME", DefaultValueFactory = _ => "local" };
        var verbose = new Option<bool>("--verbose") { Description = "Log more." };
        var command = new ToolCommand("serve", "Run a member of the control plane.", Details) { config.Config, config.MeshConfig, xds, http, anywhere, profile, verbose };
        command.SetAction((parsed, cancel) => MeshServer.RunAsync(
            new(parsed.GetRequiredValue(config.Config).ToValueList())
            {
                MeshConfigFile = parsed.GetValue(config.MeshConfig),
                XdsListen = parsed.GetValue(xds),
                HttpListen = parsed.GetValue(http),
                InsecureListenAnywhere = parsed.GetValue(anywhere),
                Profile = parsed.GetValue(profile) ?? "local",
                Verbose = parsed.GetValue(verbose),
            },
            cancel));
        return command;
    }
}
