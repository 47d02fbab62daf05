using System.Net;
using System.Threading.Channels;
using Akka.Actor;
using Envoy.Config.Core.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Actors.Certificates;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Security;
using Mesh.Core.Security.Callers;
using Mesh.Core.Xds;
using Mesh.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Tests.Actors.Connections;

public sealed class ConnectionActorTests : MeshTestKit
{
    private static readonly SpiffeId WebId = SpiffeId.Of("cluster.local", "shop", "web").Id!;
    private static readonly StreamPeer Local = new(new(IPAddress.Loopback, 4711));
    private static readonly StreamPeer Web = Local with { Caller = new(WebId, Proof.Token, null) };

    private readonly FakeTimeProvider _time = new();
    private readonly Observed _observed = new();
    private readonly MeshCa _ca;

    public ConnectionActorTests() => _ca = new(_time, Sys.ActorOf(CertificateActor.Props("any", ActorRefs.Nobody)));

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

    [Theory]
    [InlineData("bank", "web")]
    [InlineData("shop", "root")]
    public async Task Rule11_A_proxy_that_claims_to_be_another_than_it_has_proved_is_refused(string @namespace, string account)
    {
        var peer = Local with { Caller = new(SpiffeId.Of("cluster.local", @namespace, account).Id!, Proof.ClientCertificate, null) };
        foreach (var type in (XdsType[])[XdsType.Cluster, XdsType.Secret])
        {
            var (connection, outbox) = await Open(only: type, peer: peer);
            var request = Asks(type, type == XdsType.Secret ? ["default"] : []);
            request.Node.Metadata.Fields["SERVICE_ACCOUNT"] = Value.ForString("web");

            connection.Tell(new DeltaRequestReceived(request, Credit.None));

            var ended = await Assert.ThrowsAsync<StreamEndedException>(() => outbox.Completion.WaitAsync(Cancel));
            Assert.Equal(StreamFailureCode.PermissionDenied, ended.Failure.Code);
            Assert.DoesNotContain(@namespace, ended.Failure.Reason, StringComparison.Ordinal);
        }
        Assert.Empty(_ca.Signed);
        Assert.Contains("has proved", _ca.Refusals[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rule07_Being_on_this_machine_is_no_proof()
    {
        var (connection, outbox) = await Open(only: XdsType.Secret, peer: Local);

        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Secret, "default", "ROOTCA"), Credit.None));
        await AwaitAssertAsync(() => Assert.NotEmpty(_ca.Refusals));

        Assert.Empty(_ca.Signed);
        Assert.False(outbox.TryRead(out var response) && response.Body.Resources.Any(x => x.Delta.Resource_ is not null));
    }

    [Fact]
    public async Task Rule14_A_stream_ends_with_the_credential_that_opened_it()
    {
        var (connection, outbox) = await Open(peer: Web with { Caller = Web.Caller! with { Expires = _time.GetUtcNow().AddMinutes(10) } });
        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Cluster), Credit.None));
        await ExpectMsgAsync<ModelMessages.Register>();

        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.False(outbox.Completion.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));

        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => outbox.Completion.WaitAsync(Cancel));
        Assert.Equal(StreamFailureCode.Unauthenticated, ended.Failure.Code);
    }

    [Fact]
    public async Task Rule14_A_stream_ends_when_its_certificate_is_revoked()
    {
        var (connection, outbox) = await Open(peer: Web with { Caller = Web.Caller! with { Serial = 7 } });
        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Cluster), Credit.None));
        await ExpectMsgAsync<ModelMessages.Register>();

        Sys.EventStream.Publish(new SerialRevoked(6));
        Sys.EventStream.Publish(new SerialRevoked(7));

        var ended = await Assert.ThrowsAsync<StreamEndedException>(() => outbox.Completion.WaitAsync(Cancel));
        Assert.Equal(StreamFailureCode.Unauthenticated, ended.Failure.Code);
    }

    [Fact]
    public async Task Rule09_A_new_root_is_pushed_and_a_certificate_of_the_old_one_renewed_at_once()
    {
        var (connection, outbox) = await Open(only: XdsType.Secret);
        connection.Tell(new DeltaRequestReceived(Asks(XdsType.Secret, "default", "ROOTCA"), Credit.None));
        var first = await outbox.ReadAsync(Cancel);
        connection.Tell(new DeltaRequestReceived(new() { TypeUrl = XdsType.Secret.TypeUrl, ResponseNonce = first.Nonce }, Credit.None));
        await AwaitAssertAsync(() => Assert.Contains(_observed.Facts, x => x is StreamFact.Acked));
        using var next = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(3650), _time.GetUtcNow());

        _ca.UseRoots(_ca.Root, next);
        Sys.EventStream.Publish(IdentityChanged.Instance);
        var second = await outbox.ReadAsync(Cancel);
        Assert.Equal("ROOTCA", Assert.Single(second.Body.Resources).Name);
        Assert.False((await Secrets(connection)).AckedBundle == _ca.Identity.Trust.Secret.Version);
        connection.Tell(new DeltaRequestReceived(new() { TypeUrl = XdsType.Secret.TypeUrl, ResponseNonce = second.Nonce }, Credit.None));
        Assert.True((await Secrets(connection)).AckedBundle == _ca.Identity.Trust.Secret.Version);

        _ca.SignUnder(next);
        Sys.EventStream.Publish(IdentityChanged.Instance);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var third = await outbox.ReadAsync(Cancel);
        Assert.Equal("default", Assert.Single(third.Body.Resources).Name);
        Assert.Equal(_ca.Root.Fingerprint, (await Secrets(connection)).AckedRoot);
        connection.Tell(new DeltaRequestReceived(new() { TypeUrl = XdsType.Secret.TypeUrl, ResponseNonce = third.Nonce }, Credit.None));
        Assert.Equal(next.Fingerprint, (await Secrets(connection)).AckedRoot);
    }

    private static Task<SecretReport> Secrets(IActorRef connection) => connection.Ask<SecretReport>(DescribeSecrets.Instance, Cancel);

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

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<(IActorRef Connection, ChannelReader<OutgoingResponse> Outbox)> Open(XdsType? only = null, int capacity = 8, StreamPeer? peer = null)
    {
        var outbox = Channel.CreateBounded<OutgoingResponse>(capacity);
        var connection = Sys.ActorOf(ConnectionActor.Props(Setup()));
        connection.Tell(new OpenStream("member", "1", StreamKind.Delta, only, peer ?? Web, outbox.Writer), TestActor);
        Assert.Equal(connection, (await ExpectMsgAsync<StreamOpened>()).Connection);
        return (connection, outbox.Reader);
    }

    private ConnectionSetup Setup() =>
        new(TestActor, _ca.Secrets(), _observed, _observed, _time, StreamOptions.Default, () => 1);

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
