using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Security;
using Mesh.Core.Xds;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Tests.Actors.Connections;

public sealed class ConnectionActorTests : MeshTestKit, ISecretObserver
{
    private static readonly StreamPeer Local = new(new(IPAddress.Loopback, 4711));

    private readonly FakeTimeProvider _time = new();
    private readonly Observed _observed = new();
    private readonly LocalCa _ca;

    public ConnectionActorTests() => _ca = LocalCa.Create("cluster.local", _time.GetUtcNow());

    [Fact]
    public async Task The_first_request_registers_the_proxy_and_its_world_answers()
    {
        var (connection, outbox) = await Open();

        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Cluster), Credit.None));
        var register = await ExpectMsgAsync<ModelMessages.Register>();
        connection.Tell(new ModelMessages.SnapshotChanged(XdsSnapshot.Empty.At(1), null));

        Assert.Equal("shop", register.Proxy.Namespace);
        Assert.Equal(XdsType.Cluster, (await outbox.ReadAsync(Cancel)).Type);
    }

    [Fact]
    public async Task A_node_id_that_says_nothing_ends_the_stream_with_the_reason()
    {
        var (connection, outbox) = await Open();
        Watch(connection);
        var request = Asks(XdsType.Cluster);
        request.Node.Id = "nonsense";

        connection.Tell(new DeltaRequestReceived(request, Credit.None));

        await ExpectTerminatedAsync(connection);
        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => outbox.Completion);
        Assert.Equal(StreamFailureCode.InvalidArgument, ended.Failure.Code);
        Assert.Contains("TYPE~IP~NAME.NAMESPACE~DOMAIN", ended.Failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_outbox_ends_the_stream()
    {
        var (connection, outbox) = await Open(capacity: 1);
        Watch(connection);
        connection.Tell(new ModelMessages.SnapshotChanged(XdsSnapshot.Empty.At(1), null));

        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Cluster), Credit.None));
        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Listener), Credit.None));

        await ExpectMsgAsync<ModelMessages.Register>();
        await ExpectTerminatedAsync(connection);
        await outbox.ReadAsync(Cancel);
        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => outbox.Completion);
        Assert.Equal(StreamFailureCode.ResourceExhausted, ended.Failure.Code);
    }

    [Fact]
    public async Task Secrets_are_answered_without_waiting_for_a_model_and_renewed_at_half_of_their_life()
    {
        var (connection, outbox) = await Open(only: XdsType.Secret);

        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Secret, "default"), Credit.None));
        var first = await outbox.ReadAsync(Cancel);
        connection.Tell(new DeltaRequestReceived(new() { TypeUrl = XdsType.Secret.TypeUrl, ResponseNonce = first.Nonce }, Credit.None));
        await AwaitAssertAsync(() => Assert.Contains(_observed.Facts, x => x is StreamFact.Acked));
        _time.Advance(TimeSpan.FromHours(12));

        var second = await outbox.ReadAsync(Cancel);
        Assert.Equal("default", Assert.Single(first.Body.Resources).Name);
        Assert.NotEqual(first.Body.Resources[0].Version, Assert.Single(second.Body.Resources).Version);
    }

    [Fact]
    public async Task A_closed_call_leaves_nothing_behind()
    {
        var (connection, outbox) = await Open();
        Watch(connection);

        connection.Tell(StreamClosed.Instance);

        await ExpectTerminatedAsync(connection);
        await outbox.Completion;
        Assert.Equal(0, _observed.Open);
    }

    [Fact]
    public async Task An_actor_whose_stream_is_elsewhere_stops()
    {
        var ghost = Sys.ActorOf(ConnectionActor.Props(Setup()));
        Watch(ghost);

        ghost.Tell(new ModelMessages.SnapshotChanged(XdsSnapshot.Empty, null));

        await ExpectTerminatedAsync(ghost);
    }

    void ISecretObserver.Issued(string nodeId, StreamPeer peer, IssuedCertificate certificate)
    {
    }

    void ISecretObserver.Refused(string nodeId, StreamPeer peer, string why)
    {
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(IActorRef Connection, ChannelReader<OutgoingResponse> Outbox)> Open(XdsType? only = null, int capacity = 8)
    {
        var outbox = Channel.CreateBounded<OutgoingResponse>(capacity);
        var connection = Sys.ActorOf(ConnectionActor.Props(Setup()));
        connection.Tell(new OpenStream("member", "1", StreamKind.Delta, only, Local, outbox.Writer), TestActor);
        Assert.Equal(connection, (await ExpectMsgAsync<StreamOpened>()).Connection);
        return (connection, outbox.Reader);
    }

    private ConnectionSetup Setup() =>
        new(TestActor, new(_ca, new CurrentMesh(), TimeSpan.FromHours(24), this), _observed, _observed, _time, StreamOptions.Default);

    private static DeltaDiscoveryRequest Asks(XdsType type, params IEnumerable<string> names)
    {
        var request = new DeltaDiscoveryRequest
        {
            TypeUrl = type.TypeUrl,
            Node = new Node { Id = "sidecar~10.0.0.9~web-1.shop~shop.svc.cluster.local", Metadata = new Struct { Fields = { ["NAMESPACE"] = Value.ForString("shop") } } },
        };
        request.ResourceNamesSubscribe.AddRange(names);
        return request;
    }

    private sealed class Credit : IRequestCredit
    {
        public static readonly Credit None = new();

        public void Return()
        {
        }
    }
}
