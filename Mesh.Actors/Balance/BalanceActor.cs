using Akka.Actor;
using Akka.Cluster;
using static Akka.Cluster.ClusterEvent;
using static Mesh.Actors.Balance.BalanceMessages;

namespace Mesh.Actors.Balance;

/// <summary>Tells the other members how many streams there are here, and ends a few a second while this member has more than its share.</summary>
public sealed class BalanceActor : ReceiveActor, IWithTimers
{
    /// <summary>Members find each other's by it.</summary>
    public const string Name = "balance";

    /// <summary>A stream that was ended is open elsewhere by then: Envoy comes back within a second.</summary>
    private const int RoundsUnderWay = 3;

    /// <summary>What a member said so many rounds ago says nothing of now.</summary>
    private const int RoundsFresh = 4;

    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly IStreamDrain _streams;
    private readonly BalanceOptions _options;
    private readonly Func<bool> _takes;
    private readonly Action<int> _ended;
    private readonly Dictionary<Address, ActorSelection> _others = [];
    private readonly Dictionary<Address, (LoadIs Load, int Round)> _loads = [];
    private readonly Queue<int> _leaving = new();
    private int _round;

    /// <param name="takes">Whether new streams may come to this member.</param>
    /// <param name="ended">Told how many streams were ended in a round.</param>
    public BalanceActor(IStreamDrain streams, BalanceOptions options, Func<bool> takes, Action<int> ended)
    {
        (_streams, _options, _takes, _ended) = (streams, options, takes, ended);

        Receive<LoadIs>(x => _loads[Sender.Path.Address] = (x, _round));
        Receive<Compare>(_ => OnCompare());
        Receive<MemberUp>(up => Add(up.Member));
        Receive<MemberRemoved>(gone => Remove(gone.Member.Address));
        Receive<IMemberEvent>(_ => { });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IStreamDrain streams, BalanceOptions options, Func<bool> takes, Action<int> ended) =>
        Akka.Actor.Props.Create(() => new BalanceActor(streams, options, takes, ended));

    protected override void PreStart()
    {
        _cluster.Subscribe(Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(IMemberEvent));
        Timers.StartPeriodicTimer(Name, Compare.Instance, _options.Interval);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnCompare()
    {
        _round++;
        if (_leaving.Count >= RoundsUnderWay) _leaving.Dequeue();
        var own = new LoadIs(_streams.OpenCalls, _leaving.Sum(), _options.Capacity, _takes());
        foreach (var other in _others.Values) other.Tell(own, Self);

        var others = _loads.Values.Where(x => _round - x.Round <= RoundsFresh).Select(x => x.Load).ToList();
        var wanted = others.Count < _others.Count ? 0 : StreamBalance.ToEnd(own, others, _options.Tolerance);
        var ended = wanted > 0 ? _streams.End(Math.Min(wanted, Math.Max(_options.LeastAtOnce, (int)(own.Streams * _options.PartAtOnce)))) : 0;
        _leaving.Enqueue(ended);
        if (ended > 0) _ended(ended);
    }

    private void Add(Member member)
    {
        if (member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)) return;
        _others[member.Address] = Context.ActorSelection(new RootActorPath(member.Address) / Self.Path.Elements);
    }

    private void Remove(Address member)
    {
        _others.Remove(member);
        _loads.Remove(member);
    }
}

/// <param name="Interval">Of comparing. Greater than zero.</param>
/// <param name="Tolerance">Part of its share by which a member may be off. Between 0 and 1.</param>
/// <param name="Capacity">Of this member, in the unit of all: processors. At least 1.</param>
public sealed record BalanceOptions(TimeSpan Interval, double Tolerance, int Capacity)
{
    /// <summary>Streams that may be ended in one round whatever there are.</summary>
    public int LeastAtOnce { get; init; } = 5;

    /// <summary>Part of the streams that may be ended in one round: a storm would be worse than an uneven load.</summary>
    public double PartAtOnce { get; init; } = 0.03;
}
