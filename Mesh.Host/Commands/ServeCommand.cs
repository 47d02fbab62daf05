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
          actormesh serve --config /etc/mesh --redis redis:6379,password=…
          actormesh serve --config /etc/mesh --mesh-config mesh.yaml --xds-address 10.0.3.7:15010 --insecure-listen-anywhere
        """;

    public static Command Create()
    {
        var config = new ConfigOptions();
        config.Config.Required = true;
        var xds = new Option<string?>("--xds-address", "--xds-listen") { Description = "Where proxies connect, plaintext gRPC; default mesh.xds.listen, 127.0.0.1:15010.", HelpName = "ADDRESS:PORT" };
        var http = new Option<string?>("--http-address", "--http-listen") { Description = "Where /metrics, /ready and /debug are; default mesh.http.listen, 127.0.0.1:15014.", HelpName = "ADDRESS:PORT" };
        var redis = new Option<string?>("--redis") { Description = "Keep state in this Redis, as StackExchange.Redis takes it: host:port,password=…,ssl=true; default mesh.store.redis, the store in this process. With a password rather by the variable MESH_STORE_REDIS.", HelpName = "CONFIGURATION" };
        var data = new Option<string?>("--data") { Description = "Where the store in this process keeps state; default mesh.store.data, a directory for each configuration in ~/.local/state/actormesh.", HelpName = "DIR" };
        var anywhere = new Option<bool>("--insecure-listen-anywhere") { Description = "Allow addresses that other machines reach, although these ports prove nobody's identity." };
        var profile = new Option<string>("--profile") { Description = "Settings of the folder hocon to lay over mesh.conf.", HelpName = "NAME", DefaultValueFactory = _ => "local" };
        var verbose = new Option<bool>("--verbose") { Description = "Log more." };
        var command = new ToolCommand("serve", "Run a member of the control plane.", Details) { config.Config, config.MeshConfig, xds, http, redis, data, anywhere, profile, verbose };
        command.SetAction((parsed, cancel) => MeshServer.RunAsync(
            new(parsed.GetRequiredValue(config.Config).ToValueList())
            {
                MeshConfigFile = parsed.GetValue(config.MeshConfig),
                XdsListen = parsed.GetValue(xds),
                HttpListen = parsed.GetValue(http),
                Redis = parsed.GetValue(redis),
                DataDirectory = parsed.GetValue(data),
                InsecureListenAnywhere = parsed.GetValue(anywhere),
                Profile = parsed.GetValue(profile) ?? "local",
                Verbose = parsed.GetValue(verbose),
            },
            cancel));
        return command;
    }
}
