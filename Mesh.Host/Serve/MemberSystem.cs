using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Cluster;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Mesh.Persistence.Journal;
using Mesh.Persistence.Store;
using Mesh.Serve.Remoting;
using Mesh.Serve.Settings;
using Microsoft.Extensions.Logging;
using ClusterSettings = Mesh.Serve.Settings.ClusterSettings;

namespace Mesh.Serve;

/// <summary>This member's actor system, and its place in the cluster.</summary>
public static class MemberSystem
{
    private const string Name = "actormesh";

    /// <summary>Akka's own words go where the program's go.</summary>
    private const string Loggers = """akka.loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]""";

    /// <param name="redis">Where its persistent actors keep what they know; null: by the settings of the plugins.</param>
    public static ActorSystem Start(Config config, ClusterSettings cluster, string version, RedisConnection? redis, ILoggerFactory loggers)
    {
        var layers = ConfigurationFactory.ParseString(Loggers).WithFallback(RemotingSetup.Layer(cluster, version, Name)).WithFallback(config);
        var setup = ActorSystemSetup.Create(BootstrapSetup.Create().WithConfig(layers), new LoggerFactorySetup(loggers));
        if (redis is not null) setup = setup.And(new RedisSetup(redis));
        if (RemotingSetup.Tls(cluster, loggers.CreateLogger("members")) is { } tls) setup = setup.And(tls);
        var system = ActorSystem.Create(Name, setup);
        // A member that is told of no others is the cluster.
        if (cluster.Seeds.Count == 0) Cluster.Get(system).Join(Cluster.Get(system).SelfAddress);
        return system;
    }

    /// <summary>Completes when this member is one of the cluster.</summary>
    /// <exception cref="TimeoutException">It is not after so long.</exception>
    public static async Task Joined(ActorSystem system, TimeSpan patience, CancellationToken cancel)
    {
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Cluster.Get(system).RegisterOnMemberUp(() => up.TrySetResult());
        await up.Task.WaitAsync(patience, cancel);
    }

    /// <summary>As people tell members apart.</summary>
    public static string NameOf(ActorSystem system) => $"{Cluster.Get(system).SelfAddress.Host}:{Cluster.Get(system).SelfAddress.Port}";

    /// <summary>Hands over what lives here, and leaves.</summary>
    public static Task Stop(ActorSystem system) => CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
}
