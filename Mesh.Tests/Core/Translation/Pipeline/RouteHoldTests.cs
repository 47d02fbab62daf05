using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Translation.Pipeline;

public sealed class RouteHoldTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly ConfigKey Reviews = new(ConfigKind.VirtualService, "default", "reviews");

    private readonly RouteHold _hold = new(Grace);

    [Fact]
    public void A_route_to_a_cluster_that_exists_goes_out_at_once()
    {
        var result = Apply(Start, ["v1"], Route("v1"));

        Assert.Equal(["v1"], ClustersOf(result));
        Assert.Null(result.CheckAgainAt);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void A_cold_start_sends_what_is_configured_and_warns_of_the_missing_cluster()
    {
        var result = Apply(Start, [], Route("v2"));

        Assert.Equal(["v2"], ClustersOf(result));
        var warning = Assert.Single(result.Warnings);
        Assert.Equal(Reviews, warning.Object);
        Assert.Contains("v2", warning.Message);
    }

    [Fact]
    public void A_live_route_waits_for_its_cluster_with_its_last_good_form()
    {
        Apply(Start, ["v1"], Route("v1"));

        var waiting = Apply(Start, ["v1"], Route("v2"));
        var arrived = Apply(Start + TimeSpan.FromSeconds(1), ["v1", "v2"], Route("v2"));

        Assert.Equal(["v1"], ClustersOf(waiting));
        Assert.Equal(Start + Grace, waiting.CheckAgainAt);
        Assert.Equal(["v2"], ClustersOf(arrived));
        Assert.Null(arrived.CheckAgainAt);
    }

    [Fact]
    public void After_the_grace_time_what_is_configured_goes_out_with_a_warning()
    {
        Apply(Start, ["v1"], Route("v1"));
        Apply(Start, ["v1"], Route("v2"));

        var early = Apply(Start + Grace - TimeSpan.FromTicks(1), ["v1"], Route("v2"));
        var late = Apply(Start + Grace, ["v1"], Route("v2"));

        Assert.Equal(["v1"], ClustersOf(early));
        Assert.Empty(early.Warnings);
        Assert.Equal(["v2"], ClustersOf(late));
        Assert.Equal(Reviews, Assert.Single(late.Warnings).Object);
        Assert.Null(late.CheckAgainAt);
    }

    [Fact]
    public void Only_the_virtual_host_that_lacks_its_cluster_is_held()
    {
        Apply(Start, ["v1", "ratings-v1"], Route("v1", other: "ratings-v1"));

        var result = Apply(Start, ["v1", "ratings-v2"], Route("v2", other: "ratings-v2"));

        Assert.Equal(["ratings-v2", "v1"], ClustersOf(result));
    }

    [Fact]
    public void A_second_change_does_not_start_the_grace_time_anew()
    {
        Apply(Start, ["v1"], Route("v1"));
        Apply(Start, ["v1"], Route("v2"));

        var again = Apply(Start + TimeSpan.FromSeconds(3), ["v1"], Route("v3"));

        Assert.Equal(["v1"], ClustersOf(again));
        Assert.Equal(Start + Grace, again.CheckAgainAt);
    }

    [Fact]
    public void What_nobody_can_call_is_neither_held_nor_warned_of()
    {
        _hold.Apply([Route("v1")], _ => true, Start);

        var result = _hold.Apply([Route("v2")], _ => false, Start, isCalled: _ => false);

        Assert.Equal(["v2"], ClustersOf(result));
        Assert.Empty(result.Warnings);
        Assert.Null(result.CheckAgainAt);
    }

    private RoutesToSend Apply(DateTimeOffset now, string[] clusters, Translated route) => _hold.Apply([route], clusters.Contains, now);

    private static string[] ClustersOf(RoutesToSend result) => [.. Assert.Single(result.Routes).Clusters.Order()];

    private static Translated Route(string reviews, string? other = null)
    {
        var configuration = new RouteConfiguration { Name = "80", VirtualHosts = { Host("reviews", reviews) } };
        if (other is not null) configuration.VirtualHosts.Add(Host("ratings", other));
        return new(XdsType.Route, "80", configuration, Reviews);
    }

    private static VirtualHost Host(string name, string cluster)
    {
        var metadata = new Envoy.Config.Core.V3.Metadata();
        metadata.FilterMetadata["istio"] = new()
        {
            Fields = { ["config"] = Google.Protobuf.WellKnownTypes.Value.ForString("/apis/networking.istio.io/v1/namespaces/default/virtual-service/reviews") },
        };
        return new()
        {
            Name = name,
            Domains = { name },
            Routes = { new Route { Match = new() { Prefix = "/" }, Route_ = new() { Cluster = cluster }, Metadata = metadata } },
        };
    }
}
