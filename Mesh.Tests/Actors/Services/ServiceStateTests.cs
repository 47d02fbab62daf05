using Mesh.Actors.Services;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Services;

public sealed class ServiceStateTests
{
    private static readonly ServiceState New = ServiceState.New("cart");

    [Fact]
    public void The_first_sight_is_news()
    {
        var (next, news) = New.Apply(new("cart", Since: 1, Revision: 2, Digest: 7, Endpoints: 3, Healthy: 2));

        Assert.True(news);
        Assert.Equal((1, 3, 2), (next.Revision, next.Endpoints, next.Healthy));
    }

    [Fact]
    public void Equal_endpoints_are_no_news()
    {
        var (known, _) = New.Apply(new("cart", 1, 2, 7, 3, 3));

        var (next, news) = known.Apply(new("cart", 1, 3, 7, 3, 3));

        Assert.False(news);
        Assert.Equal(known.Revision, next.Revision);
    }

    [Fact]
    public void Equal_endpoints_are_news_after_a_rebuild_that_may_have_told_other_ones()
    {
        var (known, _) = New.Apply(new("cart", 1, 2, 7, 3, 3));

        var (_, news) = known.Apply(new("cart", Since: 3, Revision: 4, 7, 3, 3));

        Assert.True(news);
    }

    [Fact]
    public void An_older_sight_is_dropped()
    {
        var (known, _) = New.Apply(new("cart", 1, 5, 7, 3, 3));

        var (next, news) = known.Apply(new("cart", 1, 4, 8, 1, 1));

        Assert.False(news);
        Assert.Same(known, next);
    }
}
