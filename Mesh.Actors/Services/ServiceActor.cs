using Akka.Actor;
using Mesh.Actors.Members;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Actors.Services;

/// <summary>One service of the mesh, by its host. Decides whether what is seen of its endpoints is news, and tells members, never connections.</summary>
public sealed class ServiceActor : ReceiveActor
{
    private readonly IActorRef _members;
    private ServiceState _state;

    public ServiceActor(string host, IActorRef members)
    {
        _members = members;
        _state = ServiceState.New(host);

        Receive<ObserveEndpoints>(OnObserve);
        Receive<DescribeService>(_ => Sender.Tell(new ServiceReport(_state.Host, _state.Revision > 0 ? _state : null)));
    }

    public static Props Props(string host, IActorRef members) => Akka.Actor.Props.Create(() => new ServiceActor(host, members));

    private void OnObserve(ObserveEndpoints seen)
    {
        (_state, var news) = _state.Apply(seen);
        if (news) _members.Tell(new Broadcast(new EndpointsChanged(_state.Host, seen.Revision)));
    }
}
