using Akka.Actor;
using Akka.Event;
using Mesh.Core.Values;
using static Mesh.Actors.Members.MemberMessages;

namespace Mesh.Actors.Members;

/// <summary>One question to several members: collects the parts of their answers, and stops when it has told what came of it.</summary>
public sealed class PageCollector : ReceiveActor, IWithTimers
{
    private readonly Dictionary<string, string?[]> _parts = [];
    private readonly Dictionary<string, MemberAnswer> _answers = [];
    private readonly IReadOnlyList<string> _asked;
    private readonly TaskCompletionSource<MemberAnswers> _result;
    private readonly TimeSpan _patience;

    /// <param name="desks">The desk of each member, by its HOST:PORT.</param>
    public PageCollector(GetPage question, IReadOnlyDictionary<string, ActorSelection> desks, TimeSpan patience, TaskCompletionSource<MemberAnswers> result)
    {
        (_asked, _result, _patience) = ([.. desks.Keys], result, patience);

        Receive<PagePart>(OnPart);
        Receive<PageFailed>(x => Settle(new(x.Member, null, x.Reason)));
        Receive<TimeIsUp>(_ => Finish());
        foreach (var desk in desks.Values) desk.Tell(question);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(GetPage question, IReadOnlyDictionary<string, ActorSelection> desks, TimeSpan patience, TaskCompletionSource<MemberAnswers> result) =>
        Akka.Actor.Props.Create(() => new PageCollector(question, desks, patience, result));

    protected override void PreStart()
    {
        Timers.StartSingleTimer("patience", TimeIsUp.Instance, _patience);
        FinishIfAll();
    }

    private void OnPart(PagePart part)
    {
        if (!_asked.Contains(part.Member) || part.Count < 1 || part.Index < 0 || part.Index >= part.Count) return;
        if (!_parts.TryGetValue(part.Member, out var parts) || parts.Length != part.Count) _parts[part.Member] = parts = new string?[part.Count];
        parts[part.Index] = part.Data;
        if (parts.Any(x => x is null)) return;
        try
        {
            Settle(new(part.Member, PackedText.Unpack(parts!), null));
        }
        catch (InvalidDataException e)
        {
            Settle(new(part.Member, null, $"its answer can not be read: {e.Message}"));
        }
    }

    private void Settle(MemberAnswer answer)
    {
        if (_asked.Contains(answer.Member)) _answers.TryAdd(answer.Member, answer);
        FinishIfAll();
    }

    private void FinishIfAll()
    {
        if (_answers.Count == _asked.Count) Finish();
    }

    private void Finish()
    {
        var late = $"no answer within {_patience.TotalSeconds:0.#} s";
        _result.TrySetResult(new([.. _asked.Select(x => _answers.GetValueOrDefault(x) ?? new(x, null, late))]));
        Context.Stop(Self);
    }

    private sealed record TimeIsUp : INoSerializationVerificationNeeded
    {
        public static readonly TimeIsUp Instance = new();
    }
}
