using Envoy.Config.Core.V3;
using Envoy.Config.Route.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Translation.EnvoyFilters;

namespace Mesh.Tests.Core.Translation.EnvoyFilters;

public sealed class MessageMergeTests
{
    [Fact]
    public void A_duration_is_one_value()
    {
        var action = new RouteAction { Timeout = new Duration { Seconds = 1, Nanos = 500_000_000 } };

        MessageMerge.Merge(action, new RouteAction { Timeout = new Duration { Seconds = 3 } });

        Assert.Equal(new Duration { Seconds = 3 }, action.Timeout);
    }

    [Fact]
    public void What_the_patch_leaves_unset_stays()
    {
        var action = new RouteAction { Cluster = "a", PrefixRewrite = "/x", Timeout = new Duration { Seconds = 1 } };

        MessageMerge.Merge(action, new RouteAction { PrefixRewrite = "/y" });

        Assert.Equal(new RouteAction { Cluster = "a", PrefixRewrite = "/y", Timeout = new Duration { Seconds = 1 } }, action);
    }

    [Fact]
    public void Another_choice_of_a_oneof_takes_the_place_of_the_first()
    {
        var match = new RouteMatch { Prefix = "/" };

        MessageMerge.Merge(match, new RouteMatch { Path = "" });

        Assert.Equal(RouteMatch.PathSpecifierOneofCase.Path, match.PathSpecifierCase);
    }

    [Fact]
    public void A_wrapped_false_is_a_value()
    {
        var configuration = new RouteConfiguration { ValidateClusters = true };

        MessageMerge.Merge(configuration, new RouteConfiguration { ValidateClusters = false });

        Assert.False(configuration.ValidateClusters);
    }

    [Theory]
    [InlineData(false, new[] { "a", "b" })]
    [InlineData(true, new[] { "b" })]
    public void A_list_grows_or_is_replaced(bool replace, string[] expected)
    {
        var host = new VirtualHost { RequestHeadersToAdd = { Header("a") } };

        MessageMerge.Merge(host, new VirtualHost { RequestHeadersToAdd = { Header("b") } }, replace);

        Assert.Equal(expected, host.RequestHeadersToAdd.Select(x => x.Header.Key));
    }

    [Fact]
    public void An_entry_of_a_map_is_replaced_as_a_whole()
    {
        var host = new VirtualHost { TypedPerFilterConfig = { ["x"] = Any.Pack(Header("a")), ["y"] = Any.Pack(Header("b")) } };

        MessageMerge.Merge(host, new VirtualHost { TypedPerFilterConfig = { ["x"] = Any.Pack(Header("c")) } });

        Assert.Equal(["c", "b"], host.TypedPerFilterConfig.OrderBy(x => x.Key).Select(x => x.Value.Unpack<HeaderValueOption>().Header.Key));
    }

    private static HeaderValueOption Header(string key) => new() { Header = new() { Key = key } };
}
