using Mesh.Actors.Services;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Tests.Actors.Services;

public sealed class ServiceStateTests
{
    private static readonly ServiceState New = ServiceState.New("cart");

    [Fact]
    public void The_first_sight_counts()
    {
        var next = New.Apply(new("cart", Since: 1, Revision: 2, Digest: 7, Endpoints: 3, Healthy: 2));

        Assert.Equal((1, 3, 2), (next.Revision, next.Endpoints, next.Healthy));
    }

    [Fact]
    public void Equal_endpoints_do_not_count()
    {
        var known = New.Apply(new("cart", 1, 2, 7, 3, 3));

        Assert.Equal(known.Revision, known.Apply(new("cart", 1, 3, 7, 3, 3)).Revision);
    }

    [Fact]
    public void Equal_endpoints_count_after_a_rebuild_that_may_have_told_other_ones()
    {
        var known = New.Apply(new("cart", 1, 2, 7, 3, 3));

        Assert.Equal(known.Revision + 1, known.Apply(new("cart", Since: 3, Revision: 4, 7, 3, 3)).Revision);
    }

    [Fact]
    public void An_older_sight_is_dropped()
    {
        var known = New.Apply(new("cart", 1, 5, 7, 3, 3));

        Assert.Same(known, known.Apply(new("cart", 1, 4, 8, 1, 1)));
    }
}
