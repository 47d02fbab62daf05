using Akka.Actor;
using Mesh.Core.Security.Jwks;
using static Mesh.Actors.Jwks.JwksMessages;

namespace Mesh.Actors.Jwks;

/// <summary>
/// This member's side of the keys, one a member: asks the <see cref="JwksActor"/>s for what the model wants, and keeps what they told, so that keys outlive
/// the member that fetched them.
/// </summary>
public sealed class JwksDesk : ReceiveActor, IWithTimers
{
    /// <summary>Less than half of the time after which the region thinks an actor idle.</summary>
    private static readonly TimeSpan SubscribeEvery = TimeSpan.FromSeconds(45);

    private readonly IActorRef _region;
    private readonly CurrentJwks _current;
    private readonly Dictionary<JwksSource, KeysAre?> _wanted = [];
    private IActorRef _model = ActorRefs.Nobody;
    private JwksBook _book = JwksBook.Empty;
    private bool _settled;

    /// <param name="region">Of the JwksActors.</param>
    public JwksDesk(IActorRef region, CurrentJwks current)
    {
        _region = region;
        _current = current;

        Receive<WantKeys>(OnWant);
        Receive<KeysAre>(OnKeys);
        Receive<SubscribeAgain>(_ => SubscribeToAll());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef region, CurrentJwks current) => Akka.Actor.Props.Create(() => new JwksDesk(region, current));

    protected override void PreStart() => Timers.StartPeriodicTimer("subscribe", SubscribeAgain.Instance, SubscribeEvery);

    private void OnWant(WantKeys want)
    {
        _model = Sender;
        foreach (var gone in _wanted.Keys.Where(x => !want.Sources.Contains(x)).ToList()) _wanted.Remove(gone);
        foreach (var source in want.Sources)
        {
            if (_wanted.TryAdd(source, null)) SubscribeTo(source);
        }
        Tell(_book.Only(want.Sources), answer: true);
    }

    private void OnKeys(KeysAre told)
    {
        var source = JwksSource.Parse(told.Source);
        if (!_wanted.TryGetValue(source, out var before)) return;
        // What was good once stays: an actor that has just come to life elsewhere may know less.
        _wanted[source] = told.Keys.Length == 0 && before is { Keys.Length: > 0 } ? told with { Keys = before.Keys, FetchedAt = before.FetchedAt } : told;
        var book = told.Keys.Length > 0 && told.Keys != before?.Keys && JwksKeys.Read(told.Keys).Keys is { } keys ? _book.With(source, keys) : _book;
        Tell(book, answer: false);
    }

    private void Tell(JwksBook book, bool answer)
    {
        var settled = _wanted.Values.All(x => x is not null);
        var news = answer || settled != _settled || !ReferenceEquals(book, _book);
        (_book, _settled) = (book, settled);
        _current.All = [.. _wanted.OrderBy(x => x.Key.ToString(), StringComparer.Ordinal).Select(x => ReportOf(x.Key, x.Value))];
        if (news) _model.Tell(new BookChanged(_book, _settled));
    }

    private JwksReport ReportOf(JwksSource source, KeysAre? told) => new(
        source.ToString(), _book.Of(source)?.Count ?? 0, TimeOf(told?.FetchedAt), told?.Failures ?? 0, told?.Error ?? "", TimeOf(told?.NextAt));

    private void SubscribeToAll()
    {
        foreach (var source in _wanted.Keys) SubscribeTo(source);
    }

    private void SubscribeTo(JwksSource source)
    {
        var held = _wanted.GetValueOrDefault(source);
        _region.Tell(new Subscribe(source.ToString(), held?.Keys ?? "", held?.FetchedAt ?? 0));
    }

    private static DateTimeOffset? TimeOf(long? milliseconds) => milliseconds is > 0 and var at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;
}
