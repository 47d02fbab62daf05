using Akka.Actor;
using Akka.Cluster;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Actors.Telemetry;

/// <summary>Starts a member's telemetry, and ends it when the member ends in order: nothing that was summed is lost then.</summary>
public static class TelemetryActors
{
    private const string Name = "telemetry";

    /// <returns>The member's <see cref="TelemetryActor"/>.</returns>
    public static IActorRef Start(ActorSystem system, TelemetrySetup setup)
    {
        var self = Cluster.Get(system).SelfUniqueAddress;
        var member = $"{self.Address.Host}:{self.Address.Port}-{self.Uid:x}";
        var edge = new EdgeSetup(setup.Store, setup.Observer, setup.Time, setup.Times, member, setup.MostSeriesOfService);
        var edges = setup.Mode == TelemetryMode.Local ? system.ActorOf(LocalEdges.Props(edge), "edges") : ShardRegions.StartEdges(system, edge, setup.Shards);
        var telemetry = system.ActorOf(TelemetryActor.Props(setup, edges, member), Name);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "flush-telemetry", () => Flush(telemetry, setup.StopTimeout));
        return telemetry;
    }

    private static async Task<Akka.Done> Flush(IActorRef telemetry, TimeSpan timeout)
    {
        try
        {
            await telemetry.Ask<Flushed>(FlushAll.Instance, timeout);
        }
        catch (AskTimeoutException)
        {
            // The actor tells what is lost when it stops.
        }
        return Akka.Done.Instance;
    }
}
