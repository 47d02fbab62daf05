using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Members;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Tests.Actors.Members;

public sealed class PageTests : MeshTestKit
{
    [Fact]
    public void A_page_arrives_as_it_was_in_however_many_parts()
    {
        var random = new Random(4711);
        var text = string.Concat(Enumerable.Range(0, 1_000_000).Select(_ => (char)random.Next(32, 0x2000)));

        var parts = PackedText.Pack(text);

        Assert.True(parts.Length > 1);
        Assert.Equal(text, PackedText.Unpack(parts));
    }

    [Fact]
    public async Task Each_member_answers_for_itself_and_one_that_is_silent_is_named()
    {
        var answering = Sys.ActorOf(PageDesk.Props(new Pages("hello"), "a:1"));
        var failing = Sys.ActorOf(PageDesk.Props(new Pages(null), "b:1"));
        var result = new TaskCompletionSource<MemberAnswers>();
        var desks = new Dictionary<string, ActorSelection>
        {
            ["a:1"] = Sys.ActorSelection(answering.Path),
            ["b:1"] = Sys.ActorSelection(failing.Path),
            ["c:1"] = Sys.ActorSelection("/user/nobody"),
        };

        Sys.ActorOf(PageCollector.Props(new("greeting", "x"), desks, TimeSpan.FromMilliseconds(500), result));
        var answers = (await result.Task.WaitAsync(TestContext.Current.CancellationToken)).All;

        Assert.Equal(["a:1", "b:1", "c:1"], answers.Select(x => x.Member));
        Assert.Equal("hello greeting x", answers[0].Text);
        Assert.Equal(AllMembers.NothingToSay, answers[1].Failure);
        Assert.Contains("no answer", answers[2].Failure);
    }

    private sealed class Pages(string? word) : IMemberPages
    {
        public Task<string?> Render(string page, string argument, CancellationToken cancel) => Task.FromResult(word is null ? null : $"{word} {page} {argument}");
    }
}
