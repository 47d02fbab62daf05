using System.Security.Cryptography;
using Akka.Actor;
using Mesh.Core.Security.Jwks;
using static Mesh.Actors.Jwks.JwksMessages;

namespace Mesh.Actors.Jwks;

/// <summary>
/// The keys at one place, one actor in the cluster: fetches them, keeps the last good ones, tells the members that want them. What goes wrong with one place
/// is known to no other. It lives as long as some member subscribes again and again.
/// </summary>
public sealed class JwksActor : ReceiveActor, IWithTimers
{
    private readonly JwksSetup _setup;
    private readonly HashSet<IActorRef> _desks = [];
    private readonly CancellationTokenSource _stopped = new();
    private JwksState _state;

    public JwksActor(string source, JwksSetup setup)
    {
        _setup = setup;
        _state = JwksState.New(JwksSource.Parse(source), Now);

        Receive<Subscribe>(OnSubscribe);
        Receive<Fetch>(_ => StartFetching());
        Receive<Fetched>(OnFetched);
        Receive<FetchFailed>(OnFailed);
        Receive<Terminated>(gone => _desks.Remove(gone.ActorRef));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private DateTimeOffset Now => _setup.Time.GetUtcNow();

    public static Props Props(string source, JwksSetup setup) => Akka.Actor.Props.Create(() => new JwksActor(source, setup));

    protected override void PreStart() => Self.Tell(Fetch.Instance);

    protected override void PostStop()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private void OnSubscribe(Subscribe subscribe)
    {
        if (subscribe.Held.Length > 0) _state = _state.Remember(subscribe.Held, DateTimeOffset.FromUnixTimeMilliseconds(subscribe.HeldSince));
        if (_desks.Add(Sender)) Context.Watch(Sender);
        if (_state.IsSettled) Sender.Tell(Report());
    }

    private void StartFetching()
    {
        var (web, source, cancel) = (_setup.Web, _state.Source, _stopped.Token);
        Task.Run(() => FetchFrom(web, source, cancel)).PipeTo(Self, failure: cause => new FetchFailed(cause));
    }

    private static async Task<Fetched> FetchFrom(IWebReader web, JwksSource source, CancellationToken cancel)
    {
        var text = await web.Read(source.Url, cancel).ConfigureAwait(false);
        if (!source.Discovered) return new(text);
        var (url, error) = OpenIdConfiguration.JwksUriOf(text);
        return url is null ? throw new WebReadException($"the answer {error}") : new(await web.Read(url, cancel).ConfigureAwait(false));
    }

    private void OnFetched(Fetched fetched)
    {
        (_state, var news) = _state.Fetched(fetched.Text, Now, _setup.Policy, Jitter());
        Settle(news);
    }

    private void OnFailed(FetchFailed failed)
    {
        var reason = failed.Cause is WebReadException ? failed.Cause.Message : $"{failed.Cause.GetType().Name}: {failed.Cause.Message}";
        _state = _state.Failed(reason, Now, _setup.Policy, Jitter());
        Settle(news: false);
    }

    private void Settle(bool news)
    {
        if (_state.Error.Length == 0) _setup.Observer.KeysFetched(_state, news);
        else _setup.Observer.KeysNotFetched(_state);
        var report = Report();
        foreach (var desk in _desks) desk.Tell(report);
        var wait = _state.DueAt - Now;
        Timers.StartSingleTimer("fetch", Fetch.Instance, wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1));
    }

    private KeysAre Report() => new(
        _state.Source.ToString(), _state.Good?.Text ?? "", _state.FetchedAt?.ToUnixTimeMilliseconds() ?? 0, _state.Failures, _state.Error, _state.DueAt.ToUnixTimeMilliseconds());

    private static double Jitter() => RandomNumberGenerator.GetInt32(1001) / 1000.0;
}
