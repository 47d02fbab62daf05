using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config;

public sealed class DocumentEditTests
{
    private static readonly ConfigKey Reviews = new(ConfigKind.VirtualService, "default", "reviews");

    private const string New = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata:\n  name: reviews\n  namespace: default\nspec:\n  hosts: [new]\n  http: [{route: [{destination: {host: reviews}}]}]\n";

    private const string Three =
        """
        # The first.
        apiVersion: v1
        kind: Namespace
        metadata: {name: default}
        ---
        # Everybody gets v1 …
        # … for now.
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews] # a comment inside
          # and another
          http: [{route: [{destination: {host: reviews}}]}]

        # What follows is the last.
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: other}

        """;

    [Fact]
    public void A_document_is_replaced_and_all_around_it_stays()
    {
        var edit = DocumentEdit.Set(Three, Reviews, New);

        Assert.Equal(
            Three[..Three.IndexOf("apiVersion: networking", StringComparison.Ordinal)] + New + Three[Three.IndexOf("\n# What follows", StringComparison.Ordinal)..],
            edit.Text);
        Assert.Equal(2, edit.LostComments);
        Assert.All(ConfigReader.Read("f", edit.Text!), x => Assert.Empty(x.Errors));
        Assert.Equal(3, ConfigReader.Read("f", edit.Text!).Count);
    }

    [Fact]
    public void A_document_that_is_broken_now_can_be_replaced()
    {
        var broken = Three.Replace("hosts: [reviews]", "hostz: [reviews]", StringComparison.Ordinal);

        Assert.Contains("hosts: [new]", DocumentEdit.Set(broken, Reviews, New).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_is_taken_away_with_its_marker()
    {
        var left = ConfigReader.Read("f", DocumentEdit.Set(Three, Reviews, null).Text!);

        Assert.Equal(["default", "other"], left.Select(x => x.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}")]
    [InlineData("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n")]
    public void A_document_that_is_gone_comes_back_behind_the_others(string text)
    {
        var edit = DocumentEdit.Set(text, Reviews, New);

        Assert.EndsWith(New, edit.Text, StringComparison.Ordinal);
        Assert.Equal(text.Length == 0 ? 1 : 2, ConfigReader.Read("f", edit.Text!).Count(x => x.Valid));
    }

    [Fact]
    public void An_item_of_a_list_is_left_to_people()
    {
        const string List = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: networking.istio.io/v1\n  kind: VirtualService\n  metadata: {name: reviews, namespace: default}\n  spec: {hosts: [reviews]}\n";

        var edit = DocumentEdit.Set(List, Reviews, New);

        Assert.Null(edit.Text);
        Assert.Contains("List", edit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_written_reads_back_as_it_was_meant()
    {
        var edited = DocumentEdit.Set("# c\n---\n" + New, Reviews, New.Replace("new", "newer", StringComparison.Ordinal)).Text!;

        Assert.Equal(["newer"], ((ConfigObject<VirtualService>)ConfigReader.Read("f", edited).Single().Object!).Spec.Hosts!);
        Assert.StartsWith("# c\n---\n", edited, StringComparison.Ordinal);
    }
}
