using Akka.Actor;
using Akka.Event;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Actors.Models;

/// <summary>All that may be said to a <see cref="ModelActor"/>, and all that it says. None of it leaves the member.</summary>
public static class ModelMessages
{
    /// <summary>The sender serves this proxy; it is told <see cref="SnapshotChanged"/> now and whenever that changes, until it stops. Again, when the proxy says something new of itself.</summary>
    public sealed record Register(Proxy Proxy) : INoSerializationVerificationNeeded;

    /// <summary>To a connection: all that its proxy may ask for is this now.</summary>
    /// <param name="Since">Timestamp (of the member's TimeProvider) of the model that it was translated from; null when the change is that the proxy is new.</param>
    public sealed record SnapshotChanged(XdsSnapshot Snapshot, long? Since) : INoSerializationVerificationNeeded;

    /// <summary>On the event stream of a member: more than endpoints differs in its model.</summary>
    public sealed record MeshAdopted(MeshConfig Mesh, ConfigSet Configs) : INoSerializationVerificationNeeded;

    /// <summary>How far this member is. Asked of the ReplicaActor, which knows the revision, and answered by the ModelActor with <see cref="ModelProgress"/>.</summary>
    public sealed record DescribeProgress : INoSerializationVerificationNeeded
    {
        public static readonly DescribeProgress Instance = new();
    }

    /// <param name="Revision">That this member holds.</param>
    internal sealed record ReportProgress(long Revision) : INoSerializationVerificationNeeded;

    /// <param name="Settled">Everything of it is translated and handed to the streams.</param>
    public sealed record ModelProgress(long Revision, bool Settled) : INoSerializationVerificationNeeded;

    internal sealed record ModelBuilt(long ConfigRevision, MeshModel Model, TimeSpan Took) : INoSerializationVerificationNeeded;

    internal sealed record BuildFailed(long ConfigRevision, Exception Cause) : INoSerializationVerificationNeeded;

    /// <param name="Class">null when it was not found yet.</param>
    internal sealed record TranslationFailed(ProxyClass? Class, Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>The first model has waited for keys long enough.</summary>
    internal sealed record GoWithoutKeys : INoSerializationVerificationNeeded
    {
        public static readonly GoWithoutKeys Instance = new();
    }

    internal sealed record AdoptEndpoints : INoSerializationVerificationNeeded
    {
        public static readonly AdoptEndpoints Instance = new();
    }

    /// <param name="Model">That the work was done with.</param>
    /// <param name="Failed">Proxies whose translation threw.</param>
    internal sealed record Classified(
        MeshModel Model,
        IReadOnlyList<(IActorRef Connection, Proxy Proxy, ProxyClass Class)> Proxies,
        IReadOnlyDictionary<ProxyClass, SnapshotOutcome> Outcomes,
        IReadOnlyList<IActorRef> Failed) : INoSerializationVerificationNeeded;

    /// <param name="Model">That the work was done with.</param>
    internal sealed record Translated(MeshModel Model, ProxyClass Class, SnapshotOutcome Outcome, TimeSpan Took) : INoSerializationVerificationNeeded;

    /// <summary>Something that was held for a class may be held no longer.</summary>
    internal sealed record CheckAgain(ProxyClass Class) : INoSerializationVerificationNeeded;

    internal sealed record ForgetUnused : INoSerializationVerificationNeeded
    {
        public static readonly ForgetUnused Instance = new();
    }
}
