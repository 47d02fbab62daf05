using Akka.Actor;
using Akka.Event;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;

namespace Mesh.Actors.Certificates;

/// <summary>What a <see cref="MemberIdentityActor"/> works with.</summary>
/// <param name="Streams">Asked while roots change; started after this actor.</param>
public sealed record MemberIdentitySetup(
    CurrentIdentity Identity,
    CurrentMesh Mesh,
    IRootVault Vault,
    IRootPublisher Publisher,
    IssuedLedger Ledger,
    RevokedSerials Revoked,
    Func<XdsStreams> Streams,
    ICertificateObserver Observer,
    TimeProvider Time);

/// <summary>Makes the roots known to those who are to trust them before they have spoken to anybody: a file, a ConfigMap. Calls do not wait.</summary>
public interface IRootPublisher
{
    /// <param name="bundle">PEMs, the active root first.</param>
    void Publish(string bundle);
}

/// <summary>On the event stream of a member: what it signs with, or whom it trusts, is another one now.</summary>
public sealed record IdentityChanged : INoSerializationVerificationNeeded
{
    public static readonly IdentityChanged Instance = new();
}
