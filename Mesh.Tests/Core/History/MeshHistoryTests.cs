using Mesh.Core.Config;
using Mesh.Core.History;

namespace Mesh.Tests.Core.History;

public sealed class MeshHistoryTests
{
    private const string A = "VirtualService shop/a";
    private const string B = "VirtualService shop/b";

    private static readonly DateTimeOffset Noon = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly HistoryLimits Ample = new(100, 1 << 20, TimeSpan.FromDays(1));

    private static readonly MeshHistory Five = MeshHistory.Empty
        .With(Revision(1, Added(A, "1"), Added(B, "1")))
        .With(Revision(2, Changed(A, "2")))
        .With(Revision(4, new LoggedChange(B, LoggedKind.Removed, null)))
        .With(Revision(5, Added(B, "5")))
        .With(Revision(6, Changed(A, "6")));

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "a=1 b=1")]
    [InlineData(2, "a=2 b=1")]
    [InlineData(3, "a=2 b=1")]
    [InlineData(4, "a=2")]
    [InlineData(5, "a=2 b=5")]
    [InlineData(6, "a=6 b=5")]
    public void It_knows_what_was_in_force_after_each_revision(long revision, string expected) => Assert.Equal(expected, Said(Five, revision));

    [Fact]
    public void It_knows_nothing_of_what_is_yet_to_come() => Assert.Null(Five.At(7));

    [Fact]
    public void What_is_folded_is_no_longer_told_apart_and_the_rest_is_as_before()
    {
        var folded = Five.FoldedTo(4);

        Assert.Equal(4, folded.BaseRevision);
        Assert.Equal([5L, 6L], folded.Revisions.Select(x => x.Revision));
        Assert.Null(folded.At(3));
        Assert.Equal("a=2", Said(folded, 4));
        Assert.Equal("a=2 b=5", Said(folded, 5));
        Assert.Same(Five.Head, folded.Head);
        Assert.Equal(folded.Revisions.Sum(x => x.Size), folded.Size);
    }

    [Fact]
    public void Parts_of_a_large_revision_are_one()
    {
        var history = MeshHistory.Empty.With(Revision(1, Added(A, "1"))).With(Revision(1, Added(B, "1")));

        Assert.Equal([A, B], Assert.Single(history.Revisions).Changes.Select(x => x.Object));
        Assert.Equal(history.Revisions[0].Size, history.Size);
    }

    [Fact]
    public void It_keeps_to_its_bounds_and_well_below_when_it_has_met_them()
    {
        Assert.Null(Five.Excess(Ample, Noon));
        Assert.Null(Five.Excess(Ample with { Revisions = 5 }, Noon));
        Assert.Equal(2, Five.Excess(Ample with { Revisions = 4 }, Noon));
        Assert.Equal(6, Five.Excess(Ample with { Bytes = 0 }, Noon));
        Assert.Equal(2, Five.Excess(Ample, Noon + TimeSpan.FromDays(1) + TimeSpan.FromMinutes(3)));
    }

    [Fact]
    public void What_an_object_said_before_a_revision_is_found()
    {
        Assert.Null(Five.Before(1, A));
        Assert.Equal("1", Five.Before(2, A)!.Text);
        Assert.Null(Five.Before(5, B));
        Assert.Equal("2", Five.FoldedTo(4).Before(6, A)!.Text);
    }

    [Fact]
    public void Revisions_that_become_one_lead_to_the_same()
    {
        var merged = RevisionDraft.Merge([.. Five.Revisions.Skip(1)]);
        var jumped = MeshHistory.Empty.With(Five.Revisions[0]).With(merged);

        Assert.Equal(6, merged.Revision);
        Assert.Equal(Said(Five, 6), Said(jumped, 6));
        Assert.Equal([(A, LoggedKind.Changed), (B, LoggedKind.Changed)], merged.Changes.Select(x => (x.Object, x.Kind)));
    }

    [Fact]
    public void Only_what_differs_is_drafted()
    {
        var changes = RevisionDraft.Changes(
            Five,
            [(A, Document("6")), (B, Document("news")), ("VirtualService shop/c", Document("1"))],
            ["VirtualService shop/unknown"],
            LoggedKind.Changed);

        Assert.Equal([(B, LoggedKind.Changed), ("VirtualService shop/c", LoggedKind.Added)], changes.Select(x => (x.Object, x.Kind)));
    }

    [Fact]
    public void An_object_that_says_the_same_in_another_file_has_moved()
    {
        var changes = RevisionDraft.Changes(Five, [(A, LoggedDocument.Known("6"u8.ToArray(), new("elsewhere.yaml", 1)))], [], LoggedKind.Changed);

        Assert.Equal([(A, LoggedKind.Moved)], changes.Select(x => (x.Object, x.Kind)));
    }

    [Theory]
    [InlineData("VirtualService/shop/cart", "VirtualService shop/cart")]
    [InlineData("virtualservices/shop/cart", "VirtualService shop/cart")]
    [InlineData("virtualService shop/cart", "VirtualService shop/cart")]
    [InlineData("Namespace/shop", "Namespace shop")]
    [InlineData("meshconfig", "MeshConfig")]
    [InlineData("VirtualService/cart", null)]
    [InlineData("Namespace/shop/cart", null)]
    [InlineData("Moon/shop/cart", null)]
    [InlineData("cart", null)]
    [InlineData("", null)]
    public void Objects_are_named_as_people_name_them(string said, string? expected)
    {
        var name = ObjectName.Parse(said);

        Assert.Equal(expected, name);
        if (name is not null and not "MeshConfig") Assert.Equal(name, ObjectName.KeyOf(name).ToString());
    }

    private static string Said(MeshHistory history, long revision) => string.Join(' ', history.At(revision)!.Select(x => $"{x.Key[^1]}={x.Value.Text}"));

    private static LoggedRevision Revision(long revision, params LoggedChange[] changes) => new(revision, Noon + TimeSpan.FromMinutes(revision), "a test", "me", [.. changes]);

    private static LoggedChange Added(string name, string json) => new(name, LoggedKind.Added, Document(json));

    private static LoggedChange Changed(string name, string json) => new(name, LoggedKind.Changed, Document(json));

    private static LoggedDocument Document(string json) => LoggedDocument.Known(System.Text.Encoding.UTF8.GetBytes(json), new ConfigSource("shop.yaml", 1));
}
