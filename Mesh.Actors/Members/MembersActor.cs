using Akka.Actor;
using Akka.Cluster;
using static Akka.Cluster.ClusterEvent;

namespace Mesh.Actors.Members;

/// <summary>Speaks to the ModelActors of all members, so that the thousands of actors who have something to say need not know who is there.</summary>
public sealed class MembersActor : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Dictionary<UniqueAddress, ActorSelection> _others = [];
    private readonly IActorRef _own;

    /// <param name="own">This member's ModelActor, which is told without a detour.</param>
    public MembersActor(IActorRef own)
    {
        _own = own;

        Receive<Broadcast>(OnBroadcast);
        Receive<MemberUp>(up => Add(up.Member));
        Receive<MemberRemoved>(gone => _others.Remove(gone.Member.UniqueAddress));
        Receive<IMemberEvent>(_ => { });
    }

    public static Props Props(IActorRef own) => Akka.Actor.Props.Create(() => new MembersActor(own));

    protected override void PreStart() => _cluster.Subscribe(Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnBroadcast(Broadcast broadcast)
    {
        _own.Tell(broadcast.Message, Sender);
        foreach (var other in _others.Values) other.Tell(broadcast.Message, Sender);
    }

    private void Add(Member member)
    {
        if (member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)) return;
        _others[member.UniqueAddress] = Context.ActorSelection(new RootActorPath(member.Address) / _own.Path.Elements);
    }
}
