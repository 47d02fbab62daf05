using Akka.Actor;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Actors.Members;

/// <summary>Asks a question of every member, so that each of them can answer for the whole cluster. Who does not answer in time is named.</summary>
public sealed class AllMembers(ActorSystem system, MemberDirectory directory, IMemberPages own, TimeSpan patience)
{
    /// <summary>The failure of a member that has no such page, or nothing about the argument.</summary>
    public const string NothingToSay = "it has nothing to say to that";

    internal const string DeskName = "pages";

    public MemberDirectory Directory => directory;

    /// <returns>One answer for each member, this one first.</returns>
    public async Task<IReadOnlyList<MemberAnswer>> Ask(string page, string argument, CancellationToken cancel)
    {
        var others = directory.All.Where(x => !x.IsSelf).ToList();
        var names = others.ToDictionary(x => x.HostPort, x => x.Name);
        var theirs = AskOthers(page, argument, [.. others.Where(x => x.IsReachable)]);
        var ours = await own.Render(page, argument, cancel).ConfigureAwait(false);
        var answers = await theirs.WaitAsync(cancel).ConfigureAwait(false);
        return
        [
            new(directory.SelfName, ours, ours is null ? NothingToSay : null),
            .. answers.All.Select(x => x with { Member = names[x.Member] }),
            .. others.Where(x => !x.IsReachable).Select(x => new MemberAnswer(x.Name, null, "it can not be reached")),
        ];
    }

    /// <summary>Asks the member where the keepers live of which there is one.</summary>
    public async Task<MemberAnswer> AskKeeper(string page, string argument, CancellationToken cancel)
    {
        var keeper = directory.All.FirstOrDefault(x => x.IsOldest);
        if (keeper is null) return new("", null, "no member is up");
        if (!keeper.IsSelf) return (await AskOthers(page, argument, [keeper]).WaitAsync(cancel).ConfigureAwait(false)).All[0] with { Member = keeper.Name };
        var ours = await own.Render(page, argument, cancel).ConfigureAwait(false);
        return new(keeper.Name, ours, ours is null ? NothingToSay : null);
    }

    private Task<MemberAnswers> AskOthers(string page, string argument, IReadOnlyList<MemberNode> others)
    {
        if (others.Count == 0) return Task.FromResult(new MemberAnswers([]));
        var desks = others.ToDictionary(x => x.HostPort, x => system.ActorSelection(new RootActorPath(x.Address) / "user" / DeskName));
        var result = new TaskCompletionSource<MemberAnswers>(TaskCreationOptions.RunContinuationsAsynchronously);
        system.ActorOf(PageCollector.Props(new(page, argument), desks, patience, result));
        return result.Task;
    }
}
