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

        Several members on one machine are one control plane; each is given where to find another:
          actormesh serve --config samples/bookinfo --cluster-address 127.0.0.1:25520
          actormesh serve --config samples/bookinfo --join 127.0.0.1:25520 --port-offset 100

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
        var tls = new Option<string?>("--tls-address") { Description = "Where proxies and agents connect by TLS, each proving who it is; default mesh.identity.listen, 127.0.0.1:15012. off for nowhere.", HelpName = "ADDRESS:PORT" };
        var issuers = new Option<string?>("--token-issuers") { Description = "Issuers whose tokens are believed: [{\"issuer\": …, \"audiences\": [\"istio-ca\"], \"jwks\": {…}}].", HelpName = "FILE" };
        var rootFile = new Option<string?>("--root-file") { Description = "Where to write what is to be trusted, for proxies and agents; default mesh.identity.root-file, root-cert.pem beside the root.", HelpName = "FILE" };
        var plugged = new Option<string?>("--ca") { Description = "Sign by this authority instead of a root of our own: ca-cert.pem, ca-key.pem, root-cert.pem, cert-chain.pem, as Istio's Secret cacerts.", HelpName = "DIR" };
        var loopback = new Option<bool>("--insecure-trust-loopback") { Description = "Believe proxies on this machine what they say of themselves, and give them that identity's certificate." };
        var http = new Option<string?>("--http-address", "--http-listen") { Description = "Where /metrics, /ready and /debug are; default mesh.http.listen, 127.0.0.1:15014.", HelpName = "ADDRESS:PORT" };
        var redis = new Option<string?>("--redis") { Description = "Keep state in this Redis, as StackExchange.Redis takes it: host:port,password=…,ssl=true; default mesh.store.redis, the store in this process. With a password rather by the variable MESH_STORE_REDIS.", HelpName = "CONFIGURATION" };
        var data = new Option<string?>("--data") { Description = "Where the store in this process keeps state; default mesh.store.data, a directory for each configuration in ~/.local/state/actormesh.", HelpName = "DIR" };
        var name = new Option<string?>("--name") { Description = "What people call this member; default mesh.cluster.name.", HelpName = "NAME" };
        var cluster = new Option<string?>("--cluster-address") { Description = "Where other members reach this one; default mesh.cluster.listen, any free port of 127.0.0.1.", HelpName = "HOST:PORT" };
        var join = new Option<string[]>("--join") { Description = "Members to join by; default mesh.cluster.seeds. Without any, this member is the cluster until others join it.", HelpName = "HOST:PORT…", AllowMultipleArgumentsPerToken = true };
        var offset = new Option<int>("--port-offset") { Description = "Added to the ports of the settings, so that members on one machine do not collide.", HelpName = "N" };
        var anywhere = new Option<bool>("--insecure-listen-anywhere") { Description = "Allow addresses that other machines reach, although these ports prove nobody's identity." };
        var profile = new Option<string>("--profile") { Description = "Settings of the folder hocon to lay over mesh.conf.", HelpName = "NAME", DefaultValueFactory = _ => "local" };
        var verbose = new Option<bool>("--verbose") { Description = "Log more." };
        var command = new ToolCommand("serve", "Run a member of the control plane.", Details) { config.Config, config.MeshConfig, xds, tls, http, issuers, rootFile, plugged, redis, data, name, cluster, join, offset, anywhere, loopback, profile, verbose };
        command.SetAction((parsed, cancel) => MeshServer.RunAsync(
            new(parsed.GetRequiredValue(config.Config).ToValueList())
            {
                MeshConfigFile = parsed.GetValue(config.MeshConfig),
                XdsListen = parsed.GetValue(xds),
                TlsListen = parsed.GetValue(tls),
                TokenIssuers = parsed.GetValue(issuers),
                RootFile = parsed.GetValue(rootFile),
                PluggedCa = parsed.GetValue(plugged),
                InsecureTrustLoopback = parsed.GetValue(loopback),
                HttpListen = parsed.GetValue(http),
                Redis = parsed.GetValue(redis),
                DataDirectory = parsed.GetValue(data),
                Name = parsed.GetValue(name),
                ClusterListen = parsed.GetValue(cluster),
                Join = (parsed.GetValue(join) ?? []).ToValueList(),
                PortOffset = parsed.GetValue(offset),
                InsecureListenAnywhere = parsed.GetValue(anywhere),
                Profile = parsed.GetValue(profile) ?? "local",
                Verbose = parsed.GetValue(verbose),
            },
            cancel));
        return command;
    }
}
