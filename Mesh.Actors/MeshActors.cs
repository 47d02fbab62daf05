using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Tools.Singleton;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Actors.Members;
using Mesh.Actors.Models;
using Mesh.Actors.Secrets;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Actors;

/// <summary>What this member's actors are started with.</summary>
/// <param name="ServiceShards">Of the whole cluster; the same number on every member, about ten a member. At least 1.</param>
/// <param name="Translations">See <see cref="ModelSetup"/>.</param>
public sealed record MeshSetup(
    IConfigSource Source,
    CurrentMesh Mesh,
    SecretDesk Secrets,
    IMeshObserver MeshObserver,
    IStreamObserver StreamObserver,
    TimeProvider Time,
    StreamOptions Stream,
    PipelineOptions Pipeline,
    TimeSpan OpenTimeout,
    int ServiceShards,
    int Translations);

/// <summary>Starts the actors of a member, those first that others speak to.</summary>
public sealed class MeshActors
{
    private const string ConfigName = "config";
    private const string ModelName = "model";
    private const string MembersName = "members";

    private MeshActors(XdsStreams streams, IActorRef config, IActorRef services)
    {
        Streams = streams;
        Config = config;
        Services = services;
    }

    public XdsStreams Streams { get; }

    /// <summary>The way to the ConfigActor, wherever it lives.</summary>
    public IActorRef Config { get; }

    /// <summary>The region of services.</summary>
    public IActorRef Services { get; }

    public static MeshActors Start(ActorSystem system, MeshSetup setup)
    {
        var replica = new MeshReplica();
        var model = system.ActorOf(
            ModelActor.Props(new(replica, setup.Mesh, setup.MeshObserver, setup.Time, setup.Pipeline, setup.Translations)), ModelName);
        var members = system.ActorOf(MembersActor.Props(model), MembersName);
        var services = ShardRegions.StartServices(system, members, setup.ServiceShards);
        var connections = ShardRegions.StartConnections(system, new(model, setup.Secrets, setup.StreamObserver, setup.MeshObserver, setup.Time, setup.Stream));
        var config = StartConfig(system, ConfigActor.Props(setup.Source, replica, services, members, setup.MeshObserver));
        // A member that joins late asks for what it has missed.
        config.Tell(ConfigMessages.GetRevision.Instance, model);
        return new(new(connections, MemberId(system), setup.Mesh, setup.OpenTimeout), config, services);
    }

    /// <returns>The proxy of the one ConfigActor.</returns>
    private static IActorRef StartConfig(ActorSystem system, Props config)
    {
        system.ActorOf(ClusterSingletonManager.Props(config, PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithSingletonName(ConfigName)), ConfigName + "-keeper");
        return system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{ConfigName}-keeper", ClusterSingletonProxySettings.Create(system).WithSingletonName(ConfigName)), ConfigName);
    }

    /// <summary>The uid tells a member from the one that ran at the same address before.</summary>
    private static string MemberId(ActorSystem system)
    {
        var self = Cluster.Get(system).SelfUniqueAddress;
        return $"{self.Address.Host}:{self.Address.Port}-{self.Uid:x}";
    }
}
