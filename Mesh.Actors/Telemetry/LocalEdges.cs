using Akka.Actor;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Actors.Telemetry;

/// <summary>
/// Stands for the region of edges where each member keeps its own: no message leaves the process. Entities carry the member's name, so that members
/// that share a store write beside each other, and readers add them up.
/// </summary>
public sealed class LocalEdges : ReceiveActor
{
    private readonly Dictionary<string, IActorRef> _edges = [];

    public LocalEdges(EdgeSetup setup)
    {
        Receive<AddSums>(add => EdgeOf(add.Service, setup).Forward(add));
        Receive<Terminated>(gone => OnGone(gone.ActorRef));
    }

    public static Props Props(EdgeSetup setup) => Akka.Actor.Props.Create(() => new LocalEdges(setup));

    private IActorRef EdgeOf(string service, EdgeSetup setup)
    {
        if (_edges.TryGetValue(service, out var known)) return known;
        return _edges[service] = Context.Watch(Context.ActorOf(EdgeActor.Props($"{service}@{setup.Member}", setup)));
    }

    private void OnGone(IActorRef edge)
    {
        foreach (var service in _edges.Where(x => x.Value.Equals(edge)).Select(x => x.Key).ToList()) _edges.Remove(service);
    }
}
