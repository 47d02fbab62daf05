using Akka.Actor;
using Akka.Cluster;
using Mesh.Serve;
using Mesh.Serve.Settings;
using Mesh.Tests.Fixtures.Members;
using Microsoft.Extensions.Logging.Abstractions;
using ClusterSettings = Mesh.Serve.Settings.ClusterSettings;

namespace Mesh.Tests.Host.Remoting;

/// <summary>Two members in one process, over real sockets and TLS.</summary>
public sealed class MemberTlsTests : IDisposable
{
    private const string Member = "spiffe://cluster.local/ns/actormesh/sa/actormesh";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TestPki _pki = new();
    private readonly List<ActorSystem> _systems = [];

    [Fact]
    public async Task Members_find_each_other_over_mutual_tls()
    {
        var first = Start(_pki.Write(_pki.Issue(uri: Member)));
        var second = Start(_pki.Write(_pki.Issue(uri: Member)), PortOf(first));

        await MemberSystem.Joined(second, Patience, TestContext.Current.CancellationToken);

        Assert.Equal(2, Cluster.Get(second).State.Members.Count);
        Assert.StartsWith("akka.ssl.tcp://", Cluster.Get(second).SelfAddress.ToString());
    }

    [Theory]
    [InlineData("workload")]
    [InlineData("stranger")]
    [InlineData("plaintext")]
    public async Task An_unknown_peer_does_not_get_in(string who)
    {
        using var stranger = new TestPki();
        var first = Start(_pki.Write(_pki.Issue(uri: Member)));
        var peer = who switch
        {
            "workload" => _pki.Write(_pki.Issue(uri: "spiffe://cluster.local/ns/shop/sa/till")),
            "stranger" => stranger.Write(stranger.Issue(uri: Member), trusted: _pki.Root),
            _ => null,
        };

        var second = Start(peer, PortOf(first), peers: [Member]);

        await Assert.ThrowsAsync<TimeoutException>(() => MemberSystem.Joined(second, TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken));
        Assert.Single(Cluster.Get(first).State.Members);
    }

    public void Dispose()
    {
        foreach (var system in _systems) _ = system.Terminate();
        _pki.Dispose();
    }

    private static int PortOf(ActorSystem system) => Cluster.Get(system).SelfAddress.Port!.Value;

    private ActorSystem Start(MemberTlsFiles? tls, int? join = null, string[]? peers = null)
    {
        var config = HoconLayers.Load(Path.Combine(AppContext.BaseDirectory, "hocon"), "local", _ => null);
        var cluster = new ClusterSettings
        {
            Listen = new("127.0.0.1", 0),
            Seeds = join is { } port ? [new("127.0.0.1", port)] : [],
            Quorum = 1,
            JoinTimeout = Patience,
            Tls = tls,
            Peers = peers ?? [],
        };
        var system = MemberSystem.Start(config, cluster, "1.0.0", redis: null, NullLoggerFactory.Instance);
        _systems.Add(system);
        return system;
    }
}
