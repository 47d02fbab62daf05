using Mesh.Actors.Config;
using Mesh.Actors.Replication;
using Mesh.Core.Config;

namespace Mesh.Tests.Actors.Replication;

public sealed class DeltaTests
{
    private static readonly Mark First = new(7, 1);
    private static readonly Mark Second = new(7, 2);
    private static readonly Mark Third = new(7, 3);

    [Fact]
    public void A_delta_arrives_as_it_was_sent()
    {
        var sent = new MeshDelta([.. Shop.Whole()], [new(ConfigKind.VirtualService, "shop", "old")], MeshConfig.Default);

        var arrived = DeltaText.Read(DeltaText.Write(sent), out var unread);

        Assert.Empty(unread);
        Assert.Equal(sent.Applied.Select(x => (x.Key, x.Source, x.SpecObject)), arrived.Applied.Select(x => (x.Key, x.Source, x.SpecObject)));
        Assert.Equal(sent.Removed, arrived.Removed);
        Assert.Equal(sent.Mesh, arrived.Mesh);
    }

    [Fact]
    public void A_whole_state_changes_only_what_differs()
    {
        var held = new MeshReplica().Lay(5, null, new([.. Shop.Whole(), Shop.DestinationRule()], [], MeshConfig.Default));
        var there = new MeshDelta([.. Shop.Whole(), Shop.Service("till")], [], MeshConfig.Default);

        var delta = there.From(held);

        Assert.Equal("till", Assert.Single(delta.Applied).Name);
        Assert.Equal(Shop.DestinationRule().Key, Assert.Single(delta.Removed));
        Assert.Null(delta.Mesh);
    }

    [Fact]
    public void The_log_knows_what_leads_from_a_revision_to_now()
    {
        var log = new DeltaLog(8);
        log.Add(First, Second, MeshDelta.None);
        log.Add(Second, Third, MeshDelta.None);

        Assert.Equal([Second, Third], log.After(First)!.Select(x => x.After));
        Assert.Equal([Third], log.After(Second)!.Select(x => x.After));
        Assert.Empty(log.After(Third)!);
        Assert.Null(log.After(new(6, 1)));
    }

    [Fact]
    public void The_log_forgets_the_oldest_and_begins_anew_where_it_was_interrupted()
    {
        var log = new DeltaLog(1);
        log.Add(First, Second, MeshDelta.None);
        log.Add(Second, Third, MeshDelta.None);

        Assert.Null(log.After(First));
        log.Add(new(8, 3), new(8, 4), MeshDelta.None);
        Assert.Null(log.After(Second));
    }
}
