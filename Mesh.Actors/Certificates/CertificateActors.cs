using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;
using Akka.Cluster.Tools.Singleton;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;

namespace Mesh.Actors.Certificates;

/// <summary>What the actors of certificates are started with.</summary>
/// <param name="Shards">Of the whole cluster; the same number on every member.</param>
public sealed record CertificateSetup(
    RootSetup Roots, CertificateOptions Certificates, CurrentIdentity Identity, CurrentMesh Mesh, IRootPublisher Publisher, IssuedLedger Ledger, RevokedSerials Revoked, ICertificateObserver Observer, int Shards);

/// <summary>Starts what certifies: the one RootAuthority, this member's right to sign, the region of identities.</summary>
public sealed class CertificateActors
{
    public const string Region = "certificate";
    private const string RootsName = "roots";
    private const string IdentityName = "identity";

    private CertificateActors(IActorRef roots, IActorRef certificates, CertificateDesk desk, IssuedLedger ledger)
    {
        Roots = roots;
        Certificates = certificates;
        Desk = desk;
        Ledger = ledger;
    }

    /// <summary>The way to the RootAuthority, wherever it lives.</summary>
    public IActorRef Roots { get; }

    public IActorRef Certificates { get; }

    public CertificateDesk Desk { get; }

    /// <summary>What this member has signed.</summary>
    public IssuedLedger Ledger { get; }

    /// <param name="streams">Asked after everything is started.</param>
    public static CertificateActors Start(ActorSystem system, CertificateSetup setup, Func<XdsStreams> streams)
    {
        var member = MemberName.Of(Cluster.Get(system).SelfUniqueAddress);
        var roots = system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{RootsName}-keeper", ClusterSingletonProxySettings.Create(system).WithSingletonName(RootsName)), RootsName);
        var identity = system.ActorOf(
            MemberIdentityActor.Props(new(setup.Identity, setup.Mesh, setup.Roots.Vault, setup.Publisher, setup.Ledger, setup.Revoked, streams, setup.Observer, setup.Roots.Time), roots, member), IdentityName);
        var members = system.ActorOf(IdentitiesActor.Props(identity), "identities");
        system.ActorOf(
            ClusterSingletonManager.Props(RootAuthorityActor.Props(setup.Roots, members), PoisonPill.Instance, ClusterSingletonManagerSettings.Create(system).WithSingletonName(RootsName)),
            RootsName + "-keeper");
        var region = ClusterSharding.Get(system).Start(Region, id => CertificateActor.Props(id, members), ClusterShardingSettings.Create(system), new ById(setup.Shards));
        return new(roots, region, new(region, member, setup.Identity, setup.Ledger, setup.Certificates, setup.Observer, setup.Roots.Time), setup.Ledger);
    }

    private sealed class ById(int shards) : HashCodeMessageExtractor(shards)
    {
        public override string? EntityId(object message) => (message as CertificateMessages.IForCertificate)?.SpiffeId;
    }
}
