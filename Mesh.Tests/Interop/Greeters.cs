using System.Diagnostics;
using Mesh.Tests.Fixtures;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Interop;

/// <summary>Two versions of a greeter in pods without sidecars, where gRPC clients that speak xDS themselves are to find them.</summary>
public sealed class Greeters(MeshOfPods mesh) : IAsyncLifetime
{
    private const string Port = "7070";
    private readonly List<Pod> _pods = [];
    private readonly List<Process> _servers = [];

    public async ValueTask InitializeAsync()
    {
        if (Requirements.Missing is not null) return;
        await Start("greeter-v1", "10.244.0.31");
        await Start("greeter-v2", "10.244.0.32");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.Kill();
            server.Dispose();
        }
        foreach (var pod in _pods) await pod.DisposeAsync();
    }

    private async Task Start(string name, string address)
    {
        var pod = await Pod.Start(mesh.Network, name, address);
        _pods.Add(pod);
        var script = Path.Combine(Repository.Root, "Mesh.Tests/Interop/greeter-server.js");
        var server = Command.Start("ip", ["netns", "exec", pod.Namespace, "node", script, name, Port]);
        _servers.Add(server);
        if (await server.StandardOutput.ReadLineAsync() != "ready") throw new InvalidOperationException($"{name}: {await server.StandardError.ReadToEndAsync()}");
    }
}
