using System.Net.Sockets;
using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Fixtures.Members;

/// <summary>
/// Debian's haproxy before the members: it asks each for /ready and sends connections to those that say yes. Real Envoys reach it at its pod's
/// address; the simulated sidecars, who live in the test's own process, by a Unix socket.
/// </summary>
public sealed class Balancer : IAsyncDisposable
{
    private readonly Pod _pod;
    private readonly LoggedProcess _process;
    private readonly UnixDomainSocketEndPoint _socket;

    private Balancer(Pod pod, LoggedProcess process, string socket) => (_pod, _process, _socket) = (pod, process, new(socket));

    /// <summary>What proxies are told to connect to.</summary>
    public string Xds => $"{_pod.Address}:{MemberPod.XdsPort}";

    /// <param name="members">Names and addresses, those that are not there yet among them.</param>
    public static async Task<Balancer> Start(PodNetwork network, RunDirectory directory, IEnumerable<(string Name, string Address)> members)
    {
        var pod = await Pod.Start(network, "balancer", "10.244.0.240");
        var socket = Path.Combine(directory.Path, "xds.sock");
        var file = Path.Combine(directory.Path, "haproxy.cfg");
        var servers = members.Select(x => $"  server {x.Name} {x.Address}:{MemberPod.XdsPort}");
        await File.WriteAllTextAsync(file, $"""
            global
              maxconn 4000
            defaults
              mode tcp
              timeout connect 1s
              timeout client 1h
              timeout server 1h
              option redispatch
              retries 3
            frontend xds
              bind {pod.Address}:{MemberPod.XdsPort}
              bind unix@{socket} mode 666
              default_backend members
            backend members
              balance leastconn
              option httpchk GET /ready
              http-check expect status 200
              default-server check port {MemberPod.HealthPort} inter 250ms fall 3 rise 1 on-marked-down shutdown-sessions
            {string.Join('\n', servers)}

            """);
        return new(pod, LoggedProcess.Start(directory, "haproxy", pod.Namespace, "haproxy", "-db", "-f", file), socket);
    }

    public async ValueTask<Stream> Connect(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(_socket, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _pod.DisposeAsync();
    }
}
