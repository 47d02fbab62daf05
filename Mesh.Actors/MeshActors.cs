using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Mesh.Actors.Analysis;
using Mesh.Actors.Certificates;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Actors.Jwks;
using Mesh.Actors.Log;
using Mesh.Actors.Members;
using Mesh.Actors.Models;
using Mesh.Actors.Replication;
using Mesh.Actors.Secrets;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Actors;

/// <summary>What this member's actors are started with.</summary>
/// <param name="ServiceShards">Of the whole cluster; the same number on every member, about ten a member. At least 1.</param>
/// <param name="Log">null: the configuration is forgotten with the members.</param>
/// <param name="Translations">See <see cref="ModelSetup"/>.</param>
/// <param name="Pages">What this member tells the others of itself.</param>
/// <param name="AskTimeout">How long one member waits for what another has to say. Greater than zero.</param>
public sealed record MeshSetup(
    IConfigSource Source,
    CurrentMesh Mesh,
    SecretDesk Secrets,
    JwksSetup Jwks,
    CertificateSetup Certificates,
    LogSetup? Log,
    IMeshObserver MeshObserver,
    IStreamObserver StreamObserver,
    TimeProvider Time,
    StreamOptions Stream,
    PipelineOptions Pipeline,
    TimeSpan OpenTimeout,
    int ServiceShards,
    int Translations,
    IMemberPages Pages,
    TimeSpan AskTimeout);

/// <summary>Starts the actors of a member, those first that others speak to.</summary>
public sealed class MeshActors
{
    private const string ConfigName = "config";
    private const string ModelName = "model";
    private const string JwksName = "jwks-desk";
    private const string ReplicaName = "replica";

    private readonly ActorSystem _system;
    private readonly MeshReplica _replica;
    private readonly IActorRef _copy;

    private MeshActors(
        ActorSystem system, MeshReplica replica, IActorRef copy, XdsStreams streams, AllMembers members, IActorRef config, IActorRef services, CertificateActors certificates)
    {
        Certificates = certificates;
        _system = system;
        _replica = replica;
        _copy = copy;
        Streams = streams;
        Members = members;
        Config = config;
        Services = services;
    }

    public XdsStreams Streams { get; }

    public AllMembers Members { get; }

    public CertificateActors Certificates { get; }

    /// <summary>The actors have ended, be it that this member was cut off from the majority of the others.</summary>
    public bool IsTerminated => _system.WhenTerminated.IsCompleted;

    /// <summary>Of the configuration that this member holds; 0 while there is none.</summary>
    public long Revision => _replica.Current?.Revision ?? 0;

    /// <summary>The way to the ConfigActor, wherever it lives.</summary>
    public IActorRef Config { get; }

    /// <summary>The region of services.</summary>
    public IActorRef Services { get; }

    public static MeshActors Start(ActorSystem system, MeshSetup setup)
    {
        var replica = new MeshReplica();
        var jwks = system.ActorOf(JwksDesk.Props(ShardRegions.StartJwks(system, setup.Jwks), setup.Jwks.Current), JwksName);
        var model = system.ActorOf(
            ModelActor.Props(new(replica, setup.Mesh, setup.MeshObserver, setup.Time, setup.Pipeline, setup.Translations, jwks, setup.Jwks.StartupWait)), ModelName);
        var copy = system.ActorOf(ReplicaActor.Props(new(replica, model, setup.MeshObserver, setup.Time)), ReplicaName);
        var services = ShardRegions.StartServices(system, setup.ServiceShards);
        XdsStreams? streams = null;
        var certificates = CertificateActors.Start(system, setup.Certificates, () => streams ?? throw new InvalidOperationException("asked before it was started"));
        var connections = ShardRegions.StartConnections(
            system, new(model, setup.Secrets, setup.StreamObserver, setup.MeshObserver, setup.Time, setup.Stream, () => streams?.Count ?? 0));
        var analysis = AnalysisActor.Props(setup.MeshObserver, setup.Time, AnalysisPace.Default);
        var config = StartConfig(system, ConfigActor.Props(setup.Source, replica, services, copy, setup.MeshObserver, analysis, setup.Log));
        var directory = new MemberDirectory(system);
        system.ActorOf(PageDesk.Props(setup.Pages, directory.SelfHostPort), AllMembers.DeskName);
        streams = new XdsStreams(connections, MemberId(system), setup.Mesh, setup.OpenTimeout);
        _ = streams.TakePlace(system.WhenTerminated);
        return new(system, replica, copy, streams, new(system, directory, setup.Pages, setup.AskTimeout), config, services, certificates);
    }

    /// <returns>How far this member is; null when that is not answered in time.</returns>
    public async Task<ModelMessages.ModelProgress?> Progress(TimeSpan patience, CancellationToken cancel)
    {
        try
        {
            return await _copy.Ask<ModelMessages.ModelProgress>(ModelMessages.DescribeProgress.Instance, patience, cancel).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    /// <summary>Shards of each region that live on this member, and entities in them; a region that does not answer is left out.</summary>
    public async Task<IReadOnlyDictionary<string, (int Shards, int Entities)>> Shards(TimeSpan patience)
    {
        var found = new SortedDictionary<string, (int, int)>(StringComparer.Ordinal);
        var sharding = ClusterSharding.Get(_system);
        foreach (var name in sharding.ShardTypeNames)
        {
            try
            {
                var stats = (await sharding.ShardRegion(name).Ask<ShardRegionStats>(GetShardRegionStats.Instance, patience).ConfigureAwait(false)).Stats;
                found[name] = (stats.Count, stats.Values.Sum());
            }
            catch (AskTimeoutException)
            {
            }
        }
        return found;
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
