using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Tests.Actors.Config;

public sealed class ConfigStateTests
{
    private static readonly ConfigState Loaded = ConfigState.Empty.Apply(new() { Applied = Shop.Whole() }, complete: true).Next;

    [Fact]
    public void The_first_state_is_a_revision_even_when_it_is_empty()
    {
        var (next, effect) = ConfigState.Empty.Apply(ConfigChanges.None, complete: true);

        Assert.Equal(1, next.Revision);
        Assert.True(effect.Changed);
        Assert.False(effect.OnlyEndpoints);
    }

    [Fact]
    public void A_changed_slice_touches_its_service_and_nothing_else()
    {
        var (next, effect) = Loaded.Apply(new() { Applied = [Shop.Slice("10.0.0.2")] }, complete: false);

        Assert.Equal(Loaded.Revision + 1, next.Revision);
        Assert.True(effect.OnlyEndpoints);
        Assert.Equal([new ServiceName("shop", "cart")], effect.EndpointsOf);
    }

    [Fact]
    public void A_slice_that_moves_to_another_service_touches_both()
    {
        var (_, effect) = Loaded.Apply(new() { Applied = [Shop.Slice("10.0.0.2", service: "till")] }, complete: false);

        Assert.Equal([new("shop", "till"), new("shop", "cart")], effect.EndpointsOf);
    }

    [Fact]
    public void A_removed_slice_touches_the_service_that_it_named()
    {
        var (_, effect) = Loaded.Apply(new() { Removed = [new(ConfigKind.EndpointSlice, "shop", "cart-1")] }, complete: false);

        Assert.True(effect.OnlyEndpoints);
        Assert.Equal([new ServiceName("shop", "cart")], effect.EndpointsOf);
    }

    [Fact]
    public void A_rule_beside_a_slice_makes_the_change_more_than_endpoints()
    {
        var (_, effect) = Loaded.Apply(new() { Applied = [Shop.Slice("10.0.0.2"), Shop.DestinationRule()] }, complete: false);

        Assert.False(effect.OnlyEndpoints);
        Assert.Empty(effect.EndpointsOf);
    }

    [Fact]
    public void A_complete_state_removes_what_it_does_not_name()
    {
        var (next, _) = Loaded.Apply(new() { Applied = [Shop.Namespace()] }, complete: true);

        Assert.Equal([new(ConfigKind.Namespace, "", "shop")], next.Configs.Everything.Select(x => x.Key));
    }

    [Fact]
    public void Complaints_alone_are_no_revision()
    {
        var refused = new RefusedObject("VirtualService shop/cart", new("cart.yaml", 3), [new("spec.http", "must not be empty")]);

        var (next, effect) = Loaded.Apply(new() { Refused = [refused] }, complete: false);

        Assert.Equal(Loaded.Revision, next.Revision);
        Assert.False(effect.Changed);
        Assert.Equal([refused], effect.Refused);
    }

    [Fact]
    public void A_complaint_is_told_once_and_its_end_as_well()
    {
        var refused = new RefusedObject("VirtualService shop/cart", new("cart.yaml", 3), [new("spec.http", "must not be empty")]);
        var (complaining, _) = Loaded.Apply(new() { Refused = [refused] }, complete: false);

        var (_, again) = complaining.Apply(new() { Refused = [refused] }, complete: false);
        var (_, mended) = complaining.Apply(new() { Refused = [] }, complete: false);

        Assert.Empty(again.Refused);
        Assert.Equal([refused], mended.Mended);
    }
}
