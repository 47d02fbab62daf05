namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A pod: a network namespace, an application in it, and usually an Envoy that all its traffic goes through.</summary>
public sealed class Pod : IAsyncDisposable
{
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

    public Envoy? Envoy { get; private set; }

    /// <param name="http">Ports on which the application answers HTTP.</param>
    /// <param name="tcp">Ports on which it echoes what comes.</param>
    public static async Task<Pod> Start(PodNetwork network, string name, string address, string version = "v1", IEnumerable<int>? http = null, IEnumerable<int>? tcp = null)
    {
        var @namespace = await network.Plug(name, address);
        return new(name, address, @namespace, await PodApp.Start(@namespace, name, version, http ?? [], tcp ?? []));
    }

    /// <summary>Starts an Envoy, and for a sidecar sends the pod's traffic through it.</summary>
    public async Task StartEnvoy(RunDirectory directory, string bootstrap, bool redirect)
    {
        Envoy = await Envoy.Start(directory, Namespace, Name, bootstrap);
        await Eventually.Get($"the Envoy of {Name} is ready", EnvoyPatience, EnvoyIsReady, ready => ready);
        if (redirect) await Redirection.Install(Namespace);
    }

    /// <summary>A page of the Envoy's own, such as /stats.</summary>
    public async Task<string> EnvoyPage(string path) => (await App.Call(new("127.0.0.1", Envoy.AdminPort) { Path = path })).Single().Body ?? "";

    public async Task<Answer> CallOnce(CallRequest request) => (await App.Call(request with { Count = 1 })).Single();

    public async ValueTask DisposeAsync()
    {
        if (Envoy is not null) await Envoy.DisposeAsync();
        await App.DisposeAsync();
    }

    private async Task<bool> EnvoyIsReady()
    {
        Envoy!.MustRun();
        return (await CallOnce(new("127.0.0.1", Envoy.AdminPort) { Path = "/ready" })).Status == 200;
    }
}
