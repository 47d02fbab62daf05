using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Core.Translation.Pipeline;

namespace Mesh.Actors.Models;

/// <summary>What a <see cref="ModelActor"/> works with.</summary>
/// <param name="Current">Where it shows its model to others.</param>
/// <param name="Parallelism">Translations that run at once. Bounds what a storm of reconnecting proxies may take; connections themselves are not bounded here. At least 1.</param>
/// <param name="Jwks">The JwksDesk of this member.</param>
/// <param name="KeysWait">How long the first model waits for the keys of tokens that it names.</param>
public sealed record ModelSetup(MeshReplica Replica, CurrentMesh Current, IMeshObserver Observer, TimeProvider Time, PipelineOptions Pipeline, int Parallelism,
    IActorRef Jwks, TimeSpan KeysWait);
