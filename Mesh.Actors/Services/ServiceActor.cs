using Akka.Actor;
using static Mesh.Actors.Services.ServiceMessages;

namespace Mesh.Actors.Services;

/// <summary>
/// One service of the mesh, by its host: how many endpoints it has, how many are healthy, how often that changed. Members have the endpoints
/// themselves with the revision that brought them, so that no proxy waits for a shard that is moving.
/// </summary>
public sealed class ServiceActor : ReceiveActor
{
    private ServiceState _state;

    public ServiceActor(string host)
    {
        _state = ServiceState.New(host);

        Receive<ObserveEndpoints>(seen => _state = _state.Apply(seen));
        Receive<DescribeService>(_ => Sender.Tell(new ServiceReport(_state.Host, _state.Revision > 0 ? _state : null)));
    }

    public static Props Props(string host) => Akka.Actor.Props.Create(() => new ServiceActor(host));
}
