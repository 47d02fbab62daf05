using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Tests.Core.Model;

public sealed class PeerAuthenticationIndexTests
{
    private static readonly ValueMap<string> Till = ValueMap<string>.From([KeyValuePair.Create("app", "till")]);

    [Fact]
    public void Nothing_said_means_PERMISSIVE()
    {
        Assert.Equal(MutualTlsMode.Permissive, Index().Of("shop", Till).Mode);
    }

    [Fact]
    public void A_workload_beats_its_namespace_which_beats_the_mesh_and_UNSET_inherits()
    {
        var index = Index(
            Policy("istio-system", MutualTlsMode.Strict), Policy("shop", MutualTlsMode.Unset), Policy("bank", MutualTlsMode.Disable), Policy("bank", MutualTlsMode.Strict, Till));

        Assert.Equal(MutualTlsMode.Strict, index.NamespaceMode("shop"));
        Assert.Equal(MutualTlsMode.Disable, index.NamespaceMode("bank"));
        Assert.Equal(MutualTlsMode.Strict, index.Of("bank", Till).Mode);
    }

    [Fact]
    public void A_port_without_a_mode_of_its_own_has_the_workload_s()
    {
        var ports = ValueMap<MutualTls>.From([KeyValuePair.Create("80", new MutualTls()), KeyValuePair.Create("81", new MutualTls { Mode = MutualTlsMode.Disable })]);

        var tls = Index(Policy("shop", MutualTlsMode.Strict, Till, ports)).Of("shop", Till);

        Assert.Equal(MutualTlsMode.Strict, tls.OfPort(80));
        Assert.Equal(MutualTlsMode.Disable, tls.OfPort(81));
        Assert.Equal(MutualTlsMode.Strict, tls.OfPort(82));
    }

    [Fact]
    public void A_selector_in_the_root_namespace_selects_nobody()
    {
        var index = Index(Policy("istio-system", MutualTlsMode.Strict, Till));

        Assert.Equal(MutualTlsMode.Permissive, index.Of("shop", Till).Mode);
    }

    private static PeerAuthenticationIndex Index(params ConfigObject<PeerAuthentication>[] byAge) => new(byAge, "istio-system");

    private static ConfigObject<PeerAuthentication> Policy(string ns, MutualTlsMode mode, ValueMap<string>? labels = null, ValueMap<MutualTls>? ports = null) => new(
        ConfigKind.PeerAuthentication, new("p", ns, ValueMap<string>.Empty, ValueMap<string>.Empty, default), new("test.yaml", 1),
        new PeerAuthentication { Mtls = new() { Mode = mode }, Selector = labels is null ? null : new() { MatchLabels = labels }, PortLevelMtls = ports });
}
