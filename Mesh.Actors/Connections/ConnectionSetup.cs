using Akka.Actor;
using Mesh.Actors.Secrets;
using Mesh.Core.Xds;

namespace Mesh.Actors.Connections;

/// <summary>What all connections of a member share.</summary>
/// <param name="OpenStreams">How many there are on this member.</param>
/// <param name="Model">This member's ModelActor.</param>
public sealed record ConnectionSetup(IActorRef Model, SecretDesk Secrets, IStreamObserver Observer, IMeshObserver MeshObserver, TimeProvider Time, StreamOptions Stream, Func<int> OpenStreams);
