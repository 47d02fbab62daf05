using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace Mesh.Serve;

/// <summary>This member's actor system.</summary>
public static class MemberSystem
{
    private const string Name = "actormesh";

    /// <summary>Akka's own words go where the program's go.</summary>
    private const string Loggers = """akka.loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]""";

    public static ActorSystem Start(Config config, ILoggerFactory loggers)
    {
        var setup = ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Loggers).WithFallback(config)),
            new LoggerFactorySetup(loggers));
        var system = ActorSystem.Create(Name, setup);
        // A member that is told of no others is the cluster.
        if (config.GetStringList("akka.cluster.seed-nodes", []).Count == 0)
        {
            var cluster = Cluster.Get(system);
            cluster.Join(cluster.SelfAddress);
        }
        return system;
    }

    public static Task Stop(ActorSystem system) => CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
}
