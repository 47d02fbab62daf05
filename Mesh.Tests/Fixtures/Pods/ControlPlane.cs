namespace Mesh.Tests.Fixtures.Pods;

/// <summary>
/// The control plane as a user starts it, <c>actormesh serve --config DIR</c>, in a pod without a sidecar. It listens on loopback, as it should; a relay
/// in the same pod lets the others in, so that every one of them looks to it like a local peer.
/// </summary>
public sealed class ControlPlane : IAsyncDisposable
{
    /// <summary>Plaintext xDS.</summary>
    public const int XdsPort = 15010;

    private const int TlsPort = 15012;

    /// <summary>Short, so that every run renews certificates under whatever it tests.</summary>
    private const string CertificateLife = "90s";

    /// <summary>Metrics, readiness, debug pages.</summary>
    private const int HttpPort = 15014;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Pod _pod;
    private readonly LoggedProcess _process;

    private ControlPlane(Pod pod, LoggedProcess process, string rootFile)
    {
        RootFile = rootFile;
        _pod = pod;
        _process = process;
    }

    /// <summary>What clients of xDS are told to connect to that prove nothing, and get no secrets.</summary>
    public string Xds => $"{_pod.Address}:{XdsPort}";

    /// <summary>What proxies are told to connect to: TLS, each with a token.</summary>
    public string Tls => $"{_pod.Address}:{TlsPort}";

    /// <summary>PEM of what to trust.</summary>
    public string RootFile { get; }

    public string Namespace => _pod.Namespace;

    /// <summary>Its files: what it printed.</summary>
    public string Log => _process.Output;

    public static async Task<ControlPlane> Start(PodNetwork network, RunDirectory directory, ConfigDirectory config, string tokenIssuers)
    {
        var pod = await Pod.Start(network, "control-plane", "10.244.0.250");
        await pod.App.Relay(pod.Address, XdsPort);
        var rootFile = Path.Combine(directory.Path, "roots", "root-cert.pem");
        Directory.CreateDirectory(Path.GetDirectoryName(rootFile)!);
        var plane = new ControlPlane(
            pod,
            LoggedProcess.Start(
                directory, "control-plane", pod.Namespace,
                "env", $"MESH_CA_LIFETIME={CertificateLife}", Repository.ActorMesh, "serve", "--config", config.Path, "--data", Path.Combine(directory.Path, "state"),
                "--tls-address", $"{pod.Address}:{TlsPort}", "--token-issuers", tokenIssuers, "--root-file", rootFile),
            rootFile);
        try
        {
            await Eventually.Get("the control plane is ready", Patience, plane.IsReady, ready => ready);
            return plane;
        }
        catch
        {
            await plane.DisposeAsync();
            throw;
        }
    }

    /// <summary>A page of it, such as /metrics.</summary>
    public async Task<string> Page(string path)
    {
        _process.MustRun();
        var answer = await _pod.Call(new("127.0.0.1", HttpPort) { Path = path });
        return answer.Status == 200 ? answer.Body! : throw new InvalidOperationException($"{path} was answered {answer}");
    }

    /// <summary>Has something done, as an operator's tool does.</summary>
    public async Task<string> Do(string path)
    {
        var answer = await _pod.Call(new CallRequest("127.0.0.1", HttpPort) { Path = path, Method = "POST" }.With("x-actormesh-operator", "1"));
        return answer.Status == 200 ? answer.Body! : throw new InvalidOperationException($"{path} was answered {answer}");
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _pod.DisposeAsync();
    }

    private async Task<bool> IsReady()
    {
        _process.MustRun();
        return (await _pod.Call(new("127.0.0.1", HttpPort) { Path = "/ready" })).Status == 200;
    }
}
