using Akka.Actor;
using Mesh.Actors.Certificates;
using static Mesh.Actors.Certificates.CertificateMessages;

namespace Mesh.Tests.Actors.Certificates;

public sealed class CertificateActorTests : MeshTestKit
{
    private const string Cart = "spiffe://cluster.local/ns/shop/sa/cart";
    private const long At = 1_900_000_000_000;

    [Fact]
    public async Task A_grant_is_answered_when_it_is_stored_and_survives_a_restart()
    {
        var cart = Start();
        cart.Tell(Ask(key: 1, serial: 11), TestActor);
        await ExpectMsgAsync(new Permitted(11));

        await cart.GracefulStop(TimeSpan.FromSeconds(3));
        cart = Start();

        Assert.Equal((UInt128)11, Assert.Single((await State(cart)).Granted).Serial);
    }

    [Fact]
    public async Task A_request_that_comes_again_before_it_was_answered_gets_the_first_grant()
    {
        var cart = Start();

        cart.Tell(Ask(key: 1, serial: 11), TestActor);
        cart.Tell(Ask(key: 1, serial: 12), TestActor);
        cart.Tell(Ask(key: 2, serial: 13), TestActor);

        await ExpectMsgAsync(new Permitted(11));
        await ExpectMsgAsync(new Permitted(11));
        await ExpectMsgAsync(new Permitted(13));
        Assert.Equal(2, (await State(cart)).Total);
    }

    [Fact]
    public async Task Rule04_The_key_of_a_revoked_certificate_is_never_certified_again()
    {
        var cart = Start();
        cart.Tell(Ask(key: 1, serial: 11), TestActor);
        await ExpectMsgAsync<Permitted>();

        cart.Tell(new Revoke(Cart, 11, At), TestActor);
        await ExpectMsgAsync<Spread>(x => Assert.Equal(new CertificateRevoked(11, At + 3_600_000), x.Message));
        await ExpectMsgAsync(new Revoked(11));
        await cart.GracefulStop(TimeSpan.FromSeconds(3));
        cart = Start();
        await ExpectMsgAsync<Spread>();

        cart.Tell(Ask(key: 1, serial: 12), TestActor);
        await ExpectMsgAsync<Denied>();
        cart.Tell(Ask(key: 2, serial: 13), TestActor);
        await ExpectMsgAsync(new Permitted(13));
        cart.Tell(new Revoke(Cart, 99, At), TestActor);
        await ExpectMsgAsync<Denied>();
    }

    [Fact]
    public void Only_what_is_still_good_is_kept_and_not_more_than_a_bound_of_it()
    {
        var state = CertificateState.None;
        for (var i = 0; i < CertificateState.MostKept + 10; i++) state = state.Apply(new CertificateGranted((UInt128)i, (UInt128)i, "member", "x", At, At + 1000));
        Assert.Equal(CertificateState.MostKept, state.Granted.Count());

        state = state.Apply(new CertificateGranted(9999, 1, "member", "x", At + 2000, At + 3000));

        Assert.Equal((UInt128)9999, Assert.Single(state.Granted).Serial);
        Assert.Equal(CertificateState.MostKept + 11, state.Total);
    }

    [Fact]
    public void A_state_is_the_same_after_it_was_written_and_read()
    {
        var state = CertificateState.None.Apply(new CertificateGranted(UInt128.MaxValue, 7, "member", "x", At, At + 1000)).Apply(new CertificateGranted(2, 8, "member", "y", At, At + 1000));
        state = state.Apply(new CertificateWithdrawn(2, At));

        var read = CertificateState.FromJson(state.ToJson());

        Assert.Equal(state.Granted, read.Granted);
        Assert.Equal(state.ToJson(), read.ToJson());
    }

    private IActorRef Start() => Sys.ActorOf(CertificateActor.Props(Cart, TestActor));

    private static RequestPermit Ask(UInt128 key, UInt128 serial) => new(Cart, key, serial, "member", "somebody", At, At + 3_600_000);

    private async Task<CertificateState> State(IActorRef cart) => CertificateState.FromJson((await cart.Ask<CertificateReport>(new DescribeCertificates(Cart), TestContext.Current.CancellationToken)).Json);
}
