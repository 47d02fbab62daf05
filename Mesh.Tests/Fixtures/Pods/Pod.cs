namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A pod: a network namespace, an application in it, and usually an Envoy that all its traffic goes through.</summary>
public sealed class Pod : IAsyncDisposable
{
    /// <summary>Where an Envoy's own pages are; its pod can reach them, nobody else.</summary>
    private const int AdminPort = 15000;

    private static readonly TimeSpan EnvoyPatience = TimeSpan.FromSeconds(30);

    private Pod(string name, string address, string @namespace, PodApp app)
    {
        Name = name;
        Address = address;
        Namespace = @namespace;
        App = app;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>The network namespace's name.</summary>
    public string Namespace { get; }

    public PodApp App { get; }

    public LoggedProcess? Envoy { get; private set; }

    /// <param name="http">Ports on which the application answers HTTP.</param>
    /// <param name="tcp">Ports on which it echoes what comes.</param>
    public static async Task<Pod> Start(PodNetwork network, string name, string address, string version = "v1", int[]? http = null, int[]? tcp = null)
    {
        var @namespace = await network.Plug(name, address);
        return new(name, address, @namespace, await PodApp.Start(@namespace, name, version, http ?? [], tcp ?? []));
    }

    /// <summary>Starts an Envoy, and for a sidecar sends the pod's traffic through it.</summary>
    /// <param name="bootstrap">Text of its bootstrap file, JSON.</param>
    public async Task StartEnvoy(RunDirectory directory, string bootstrap, bool redirect)
    {
        var file = Path.Combine(directory.Path, $"{Name}.json");
        await File.WriteAllTextAsync(file, bootstrap);
        Envoy = LoggedProcess.Start(
            directory, Name, Namespace,
            "setpriv", "--reuid", $"{Redirection.SidecarUser}", "--regid", $"{Redirection.SidecarUser}", "--clear-groups",
            directory.Envoy, "-c", file, "--concurrency", "1", "--disable-hot-restart", "--log-level", "warning", "--file-flush-interval-msec", "50",
            // As Istio's agent starts it, but for the time: connections that were opened under a former configuration end soon.
            "--drain-strategy", "immediate", "--drain-time-s", "1");
        if (redirect) await Redirection.Install(Namespace);
    }

    /// <summary>An Envoy is ready when it has been told everything that it asked for.</summary>
    public Task WaitUntilEnvoyIsReady() => Eventually.Get($"the Envoy of {Name} is ready", EnvoyPatience, EnvoyIsReady, ready => ready);

    /// <summary>Whether no listener waits for anything, and no connection goes on by a configuration of before.</summary>
    public async Task<bool> EnvoyIsSettled() =>
        (await EnvoyPage("/stats?filter=listener_manager.total_.*(warming|draining)")).Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } lines
        && lines.All(x => x.EndsWith(": 0", StringComparison.Ordinal));

    /// <summary>A page of the Envoy's own, such as /stats.</summary>
    public async Task<string> EnvoyPage(string path) => (await Call(new("127.0.0.1", AdminPort) { Path = path })).Body ?? "";

    public async Task<Answer> Call(CallRequest request) => (await App.Call(request with { Count = 1 })).Single();

    public async ValueTask DisposeAsync()
    {
        if (Envoy is not null) await Envoy.DisposeAsync();
        await App.DisposeAsync();
    }

    private async Task<bool> EnvoyIsReady()
    {
        Envoy!.MustRun();
        return (await Call(new("127.0.0.1", AdminPort) { Path = "/ready" })).Status == 200;
    }
}
