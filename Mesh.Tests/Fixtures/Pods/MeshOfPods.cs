using System.Collections.Concurrent;
using System.Globalization;

namespace Mesh.Tests.Fixtures.Pods;

/// <summary>
/// The bookinfo sample, running: a control plane on a directory of YAML, and a pod with an Envoy for each Pod of the sample that tests talk to.
/// It is started once; tests change the configuration under it, which by itself proves that a change on disk reaches the proxies without a restart.
/// </summary>
public sealed class MeshOfPods : IAsyncLifetime
{
    private const string RevisionHost = "revision.mesh.test";
    private const string DeltaVariant = "\"DELTA_GRPC\"";
    private const string StateOfTheWorldVariant = "\"GRPC\"";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly ConfigFile[] Base =
    [
        .. Directory.GetFiles(Path.Combine(Repository.Root, "samples/bookinfo")).Select(file => ConfigFile.Sample($"bookinfo/{Path.GetFileName(file)}")),
        new("test-mesh.yaml", File.ReadAllText(Path.Combine(Repository.Root, "Mesh.Tests/Fixtures/Pods/test-mesh.yaml"))),
    ];

    private readonly ConcurrentStack<IAsyncDisposable> _started = new();
    private readonly AccountIssuer _tokens = new();
    private IReadOnlyList<Pod> _proxies = [];
    private readonly HashSet<string> _troubles = [];
    private RunDirectory? _directory;
    private int _revision;

    public ControlPlane ControlPlane { get; private set; } = null!;

    /// <summary>What the control plane watches.</summary>
    public ConfigDirectory Config { get; private set; } = null!;

    public PodNetwork Network { get; private set; } = null!;

    public Pod Productpage { get; private set; } = null!;

    public Pod ReviewsV1 { get; private set; } = null!;

    /// <summary>Its Envoy speaks the state-of-the-world variant of xDS; the others speak delta, as Istio's do.</summary>
    public Pod ReviewsV2 { get; private set; } = null!;

    public Pod ReviewsV3 { get; private set; } = null!;

    public Pod Ratings { get; private set; } = null!;

    public Pod Ingress { get; private set; } = null!;

    /// <summary>A machine next to the mesh: no sidecar.</summary>
    public Pod Outside { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Requirements.Missing is not null) return;
        try
        {
            await Start();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the sample with these files added or replaced the configuration, and waits until every proxy acts by it, old connections included.</summary>
    public async Task Configure(params ConfigFile[] files)
    {
        var revision = $"{++_revision}";
        Config.Hold(Base.Where(file => files.All(other => other.Name != file.Name)).Concat(files).Append(Revision(revision)));
        await Task.WhenAll(_proxies.Select(pod => Eventually.Get(
            $"the Envoy of {pod.Name} has revision {revision}", Patience, () => RevisionOf(pod), answer => answer.Body == revision)));
        await Task.WhenAll(_proxies.Select(pod => Eventually.Get($"the Envoy of {pod.Name} has settled", Patience, pod.EnvoyIsSettled, settled => settled)));
    }

    /// <summary>What went wrong since this was last asked: refusals by the control plane's count and by each Envoy's own, and errors that the control plane logged.</summary>
    public async Task<IReadOnlyList<string>> NewTroubles()
    {
        var troubles = File.ReadLines(ControlPlane.Log).Where(line => line.Split(' ') is [_, "error", ..]).ToList();
        var metrics = await ControlPlane.Page("/metrics");
        troubles.AddRange(Counters(metrics.Split('\n'), "pilot_total_xds_rejects", ' '));
        foreach (var pod in _proxies)
            troubles.AddRange(Counters((await pod.EnvoyPage("/stats?filter=update_rejected")).Split('\n'), "", ':').Select(line => $"{pod.Name}: {line}"));
        return [.. troubles.Where(_troubles.Add)];
    }

    public async ValueTask DisposeAsync()
    {
        while (_started.TryPop(out var started)) await started.DisposeAsync();
        _directory?.Dispose();
    }

    private async Task Start()
    {
        _directory = RunDirectory.Create(Requirements.Envoy!);
        Config = new(Path.Combine(_directory.Path, "config"));
        Config.Hold([.. Base, Revision("0")]);
        Network = Started(await PodNetwork.Create());
        var issuers = Path.Combine(_directory.Path, "token-issuers.json");
        await File.WriteAllTextAsync(issuers, _tokens.Rules);
        ControlPlane = Started(await ControlPlane.Start(Network, _directory, Config, issuers));

        Outside = Started(await Pod.Start(Network, "outside", "10.244.0.200", http: [8080]));
        var proxies = await Task.WhenAll(
            StartProxy(new("istio-ingressgateway", "10.244.0.2", "istio-ingressgateway", "v1", "istio-system", "router")),
            StartProxy(new("productpage-v1", "10.244.0.10", "productpage", "v1"), http: [9080]),
            StartProxy(new("reviews-v1", "10.244.0.21", "reviews", "v1"), http: [9080]),
            StartProxy(new("reviews-v2", "10.244.0.22", "reviews", "v2"), http: [9080], stateOfTheWorld: true),
            StartProxy(new("reviews-v3", "10.244.0.23", "reviews", "v3"), http: [9080]),
            StartProxy(new("ratings-v1", "10.244.0.13", "ratings", "v1"), http: [9080], tcp: [9000]));
        _proxies = proxies;
        (Ingress, Productpage, ReviewsV1, ReviewsV2, ReviewsV3, Ratings) = (proxies[0], proxies[1], proxies[2], proxies[3], proxies[4], proxies[5]);
    }

    private async Task<Pod> StartProxy(Workload workload, int[]? http = null, int[]? tcp = null, bool stateOfTheWorld = false)
    {
        var pod = Started(await Pod.Start(Network, workload.Name, workload.Address, workload.Version, http, tcp));
        var bootstrap = await Bootstrap(workload);
        Assert.Contains(DeltaVariant, bootstrap);
        if (stateOfTheWorld) bootstrap = bootstrap.Replace(DeltaVariant, StateOfTheWorldVariant);
        await pod.StartEnvoy(_directory!, bootstrap, redirect: workload.Type == "sidecar");
        await pod.WaitUntilEnvoyIsReady();
        return pod;
    }

    private async Task<string> Bootstrap(Workload workload)
    {
        var metadata = Path.Combine(_directory!.Path, $"{workload.Name}.metadata.json");
        await File.WriteAllTextAsync(metadata, workload.Metadata);
        var token = Path.Combine(_directory.Path, $"{workload.Name}.token");
        await File.WriteAllTextAsync(token, _tokens.Token(workload.Namespace, workload.App, TimeProvider.System.GetUtcNow().AddHours(2)));
        var follow = Path.Combine(_directory.Path, $"{workload.Name}.follow");
        var bootstrap = await Command.Run(Repository.ActorMesh,
        [
            "bootstrap", "--xds", ControlPlane.Tls, "--root-cert", ControlPlane.RootFile, "--token", token, "--follow", follow, "--node", workload.NodeId, "--metadata", metadata,
        ]);
        // The Envoy runs as somebody else, and these are its files.
        if (OperatingSystem.IsWindows()) return bootstrap;
        foreach (var file in Directory.GetFiles(follow)) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return bootstrap;
    }

    private T Started<T>(T thing) where T : IAsyncDisposable
    {
        _started.Push(thing);
        return thing;
    }

    /// <summary>Sidecars and gateways answer requests for the revision themselves, so that one can ask a proxy for what it acts by.</summary>
    private static ConfigFile Revision(string number) => new("test-revision.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: revision, namespace: default}
        spec:
          hosts: [{{RevisionHost}}]
          gateways: [mesh, revision]
          http:
            - directResponse:
                status: 200
                body: {string: "{{number}}"}

        """);

    private Task<Answer> RevisionOf(Pod pod)
    {
        pod.Envoy!.MustRun();
        return pod == Ingress
            ? Outside.Call(new(Ingress.Address, 8080, RevisionHost))
            : pod.Call(new("10.96.255.1", 80, RevisionHost));
    }

    /// <summary>The lines of counters that are not zero.</summary>
    private static IEnumerable<string> Counters(IEnumerable<string> lines, string name, char separator) =>
        lines.Where(line => line.Length > 0 && line.StartsWith(name, StringComparison.Ordinal))
            .Where(line => double.TryParse(line[(line.LastIndexOf(separator) + 1)..], CultureInfo.InvariantCulture, out var count) && count > 0);
}
