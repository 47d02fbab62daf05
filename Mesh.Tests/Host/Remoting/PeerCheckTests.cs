using Mesh.Serve.Remoting;
using Mesh.Tests.Fixtures.Members;

namespace Mesh.Tests.Host.Remoting;

public sealed class PeerCheckTests : IDisposable
{
    private const string Member = "spiffe://cluster.local/ns/actormesh/sa/actormesh";

    private readonly TestPki _pki = new();
    private readonly PeerCheck _check;

    public PeerCheckTests() => _check = new([_pki.Root], [Member, "members.actormesh.svc"]);

    [Fact]
    public void Whoever_has_a_name_of_members_from_the_trusted_root_is_one()
    {
        Assert.Null(_check.Refuse(_pki.Issue(uri: Member), []));
        Assert.Null(_check.Refuse(_pki.Issue(dns: "Members.ActorMesh.svc"), []));
    }

    [Fact]
    public void A_workload_of_the_same_root_is_no_member() =>
        Assert.Contains("names spiffe://cluster.local/ns/shop/sa/till", _check.Refuse(_pki.Issue(uri: "spiffe://cluster.local/ns/shop/sa/till"), []));

    [Fact]
    public void A_name_in_other_letters_is_another_identity() =>
        Assert.NotNull(_check.Refuse(_pki.Issue(uri: Member.ToUpperInvariant()), []));

    [Fact]
    public void A_certificate_of_another_root_is_refused_whatever_it_says()
    {
        using var stranger = new TestPki("root");

        Assert.Contains("not good", _check.Refuse(stranger.Issue(uri: Member), [stranger.Root]));
    }

    [Fact]
    public void A_certificate_whose_time_is_over_is_refused() =>
        Assert.Contains("not good", _check.Refuse(_pki.Issue(uri: Member, until: DateTimeOffset.Parse("2021-01-01T00:00:00Z")), []));

    [Fact]
    public void Nobody_and_no_name_are_refused()
    {
        Assert.NotNull(_check.Refuse(null, []));
        Assert.Contains("names nobody", _check.Refuse(_pki.Issue(), []));
    }

    public void Dispose() => _pki.Dispose();
}
