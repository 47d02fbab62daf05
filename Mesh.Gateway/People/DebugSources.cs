using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Actors.Models;
using Mesh.Core.Model;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Gateway.People;

/// <summary>Where the pages get what they show.</summary>
/// <param name="patience">How long a page waits for actors to describe themselves.</param>
public sealed class DebugSources(MeshActors actors, CurrentMesh mesh, MeshObserver observer, TimeProvider time, TimeSpan patience)
{
    public MeshModel? Model => mesh.Model;

    public Problems Problems => observer.Current;

    public DateTimeOffset Now => time.GetUtcNow();

    public string Member => actors.Streams.Member;

    public Task<IReadOnlyList<ConnectionReport>> Connections(CancellationToken cancel) => actors.Streams.Describe(patience, cancel);

    /// <returns>null when the ConfigActor does not answer.</returns>
    public async Task<ConfigReport?> Config(CancellationToken cancel)
    {
        try
        {
            return await actors.Config.Ask<ConfigReport>(DescribeConfig.Instance, patience, cancel);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
