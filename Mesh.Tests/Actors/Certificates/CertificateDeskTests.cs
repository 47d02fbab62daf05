using Akka.Actor;
using Mesh.Actors.Certificates;
using Mesh.Core.Security;
using Mesh.Tests.Core.Security;
using Mesh.Tests.Fixtures;
using Microsoft.Extensions.Time.Testing;
using static Mesh.Actors.Certificates.CertificateMessages;

namespace Mesh.Tests.Actors.Certificates;

public sealed class CertificateDeskTests : MeshTestKit
{
    private static readonly Requester Agent = new("Token", "10.0.0.1:4711", "asked for", KeepsRoots: true);

    private readonly FakeTimeProvider _time = new(new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    [Fact]
    public async Task The_chain_has_one_PEM_an_element_the_leaf_first_and_the_root_last()
    {
        var ca = new MeshCa(_time, Certificates());

        var outcome = await ca.Desk.Issue(Csrs.Cart, Key(), null, Agent);

        Assert.Equal(3, outcome.Chain!.Count);
        Assert.All(outcome.Chain, x => Assert.Single(PemCertificates.Split(x)));
        Assert.All(outcome.Chain, x => Assert.EndsWith("-----\n", x, StringComparison.Ordinal));
        Assert.Equal(ca.Root.Pem, outcome.Chain[^1]);
    }

    [Fact]
    public async Task Rule10_Each_signature_leaves_one_line_of_audit()
    {
        var ca = new MeshCa(_time, Certificates());

        var outcome = await ca.Desk.Issue(Csrs.Cart, Key(), TimeSpan.FromMinutes(10), Agent);

        var line = Assert.Single(ca.Signed);
        Assert.Equal(("spiffe://cluster.local/ns/shop/sa/cart", outcome.Leaf!.Serial, "Token", "10.0.0.1:4711", "asked for"), (line.Who, line.Serial, line.Requester, line.Remote, line.Reason));
        Assert.Equal(_time.GetUtcNow().AddMinutes(10), line.NotAfter);
        Assert.Equal(line, Assert.Single(ca.Ledger.Live(_time.GetUtcNow())));
    }

    [Fact]
    public async Task Rule04_What_asks_for_a_longer_life_than_is_given_is_refused()
    {
        var ca = new MeshCa(_time, Certificates());

        var outcome = await ca.Desk.Issue(Csrs.Cart, Key(), TimeSpan.FromDays(91), Agent);

        Assert.Equal(IssueFailure.Invalid, outcome.Failure);
        Assert.Null(outcome.Chain);
    }

    [Fact]
    public async Task Rule18_Too_many_at_once_of_one_identity_harm_that_one_only()
    {
        var silent = Sys.ActorOf(Props.Empty);
        var ca = new MeshCa(_time, silent, new(TimeSpan.FromHours(1), TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(300), MostAtOnce: 2));
        var other = SpiffeId.Of("cluster.local", "bank", "web").Id!;

        var all = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => ca.Desk.Issue(Csrs.Cart, Key(), null, Agent)).Append(ca.Desk.Issue(other, Key(), null, Agent)));

        Assert.Equal([IssueFailure.Unavailable, IssueFailure.Unavailable, IssueFailure.Exhausted, IssueFailure.Unavailable], all.Select(x => x.Failure));
    }

    [Fact]
    public async Task The_same_request_sent_twice_is_signed_once()
    {
        var ca = new MeshCa(_time, Certificates());
        var key = Key();

        var both = await Task.WhenAll(ca.Desk.Issue(Csrs.Cart, key, null, Agent), ca.Desk.Issue(Csrs.Cart, key, null, Agent));

        Assert.Equal(both[0].Leaf, both[1].Leaf);
    }

    [Fact]
    public async Task During_a_change_of_roots_the_last_element_holds_both_the_one_that_signs_first()
    {
        var ca = new MeshCa(_time, Certificates());
        using var next = CertificateAuthority.CreateRoot(SigningKey.CreateP256(), "cluster.local", TimeSpan.FromDays(1), _time.GetUtcNow());
        ca.UseRoots(ca.Root, next);

        var outcome = await ca.Desk.Issue(Csrs.Cart, Key(), null, Agent);

        Assert.Equal([ca.Root.Pem, next.Pem], PemCertificates.Split(outcome.Chain![^1]));
        Assert.Equal(_time.GetUtcNow().AddHours(24), ca.Ledger.HeldUntil(next.Fingerprint, _time.GetUtcNow()));
        Assert.Null(ca.Ledger.HeldUntil(ca.Root.Fingerprint, _time.GetUtcNow()));
        Assert.Null(ca.Ledger.UnawareUntil(ca.Identity.Trust.Own, _time.GetUtcNow()));
    }

    private IActorRef Certificates() => Sys.ActorOf(CertificateActor.Props("any", TestActor));

    private static SubjectKey Key() => SigningRequestReader.ReadPem(Csrs.P256()).Request!.Key;
}
