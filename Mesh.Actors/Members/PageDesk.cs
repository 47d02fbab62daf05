using Akka.Actor;
using Akka.Event;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Actors.Members;

/// <summary>Answers other members' questions about this one: a bounded number at a time, and past that it says so.</summary>
public sealed class PageDesk : ReceiveActor
{
    /// <summary>Pages of thousands of streams cost memory while they are made.</summary>
    private const int MostAtOnce = 4;

    /// <summary>Parts of a whole page, a mebibyte each.</summary>
    private const int MostParts = 64;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IMemberPages _pages;
    private readonly string _member;
    private int _making;

    /// <param name="member">HOST:PORT of this one.</param>
    public PageDesk(IMemberPages pages, string member)
    {
        _pages = pages;
        _member = member;

        Receive<GetPage>(OnGetPage);
        Receive<Made>(OnMade);
    }

    public static Props Props(IMemberPages pages, string member) => Akka.Actor.Props.Create(() => new PageDesk(pages, member));

    private void OnGetPage(GetPage ask)
    {
        if (_making >= MostAtOnce)
        {
            Sender.Tell(new PageFailed(_member, "it is busy with other questions"));
            return;
        }
        _making++;
        var replyTo = Sender;
        Task.Run(() => Make(ask, replyTo)).PipeTo(Self, failure: cause => new Made(replyTo, [new PageFailed(_member, cause.Message)]));
    }

    private async Task<Made> Make(GetPage ask, IActorRef replyTo)
    {
        using var limit = new CancellationTokenSource(Patience);
        var text = await _pages.Render(ask.Page, ask.Argument, limit.Token).ConfigureAwait(false);
        return new(replyTo, text is null ? [new PageFailed(_member, AllMembers.NothingToSay)] : Parts(text));
    }

    private IReadOnlyList<object> Parts(string text)
    {
        var parts = PackedText.Pack(text);
        return parts.Length > MostParts
            ? [new PageFailed(_member, $"the page is {parts.Length} MiB even when compressed; ask for less")]
            : [.. parts.Select((x, i) => new PagePart(_member, i, parts.Length, x))];
    }

    private void OnMade(Made made)
    {
        _making--;
        foreach (var part in made.Parts) made.ReplyTo.Tell(part);
    }

    private sealed record Made(IActorRef ReplyTo, IReadOnlyList<object> Parts) : INoSerializationVerificationNeeded;
}
