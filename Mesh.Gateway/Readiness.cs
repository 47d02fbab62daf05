using Mesh.Actors;
using Mesh.Actors.Log;
using Mesh.Actors.Models;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway;

/// <summary>Whether proxies should be sent here, and whether this process is of any use at all.</summary>
public sealed class Readiness(MeshActors actors, CurrentMesh mesh, MeshLogView log, IHostApplicationLifetime lifetime)
{
    /// <returns>Why proxies should go elsewhere; null when they should come.</returns>
    public string? Why() =>
        lifetime.ApplicationStopping.IsCancellationRequested ? "shutting down"
        : !actors.Members.Directory.IsUp ? "not one of the cluster"
        : mesh.Model is null ? "no configuration is loaded yet"
        : !actors.Streams.IsOpen ? "connections have no place yet"
        : null;

    /// <summary>What is worth knowing of a member that is ready all the same.</summary>
    public string Note() => log.Status is { Reason: { } reason } status ? $"ready; {status.Behind} changes are in force and not stored: {reason}\n" : "ready\n";

    /// <returns>Why this process should be started anew; null while it should not.</returns>
    public string? WhyDead() => actors.IsTerminated && !lifetime.ApplicationStopping.IsCancellationRequested ? "out of the cluster" : null;
}
