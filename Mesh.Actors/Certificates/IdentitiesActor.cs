using Akka.Actor;
using Akka.Cluster;
using static Akka.Cluster.ClusterEvent;

namespace Mesh.Actors.Certificates;

/// <summary>Tells something to the <see cref="MemberIdentityActor"/> of every member, this one included. A lost message does no harm: members ask as well.</summary>
public sealed class IdentitiesActor : ReceiveActor
{
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly Dictionary<UniqueAddress, ActorSelection> _others = [];
    private readonly IActorRef _own;

    public IdentitiesActor(IActorRef own)
    {
        _own = own;

        Receive<Spread>(OnSpread);
        Receive<MemberUp>(up => Add(up.Member));
        Receive<MemberRemoved>(gone => _others.Remove(gone.Member.UniqueAddress));
        Receive<IMemberEvent>(_ => { });
    }

    public static Props Props(IActorRef own) => Akka.Actor.Props.Create(() => new IdentitiesActor(own));

    protected override void PreStart() => _cluster.Subscribe(Self, SubscriptionInitialStateMode.InitialStateAsEvents, typeof(IMemberEvent));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void OnSpread(Spread spread)
    {
        _own.Tell(spread.Message, Sender);
        foreach (var other in _others.Values) other.Tell(spread.Message, Sender);
    }

    private void Add(Member member)
    {
        if (!member.UniqueAddress.Equals(_cluster.SelfUniqueAddress)) _others[member.UniqueAddress] = Context.ActorSelection(new RootActorPath(member.Address) / _own.Path.Elements);
    }
}

/// <param name="Message">Small, and public.</param>
public sealed record Spread(IWireMessage Message) : INoSerializationVerificationNeeded;
