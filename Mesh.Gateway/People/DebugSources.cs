using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Certificates;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Actors.Jwks;
using Mesh.Actors.Members;
using Mesh.Actors.Models;
using Mesh.Core.Config;
using Mesh.Core.Model;
using static Mesh.Actors.Config.ConfigMessages;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Gateway.People;

/// <summary>Where the pages get what they show.</summary>
/// <param name="patience">How long a page waits for actors to describe themselves.</param>
public sealed class DebugSources(MeshActors actors, CurrentMesh mesh, CurrentJwks keys, MeshObserver observer, Readiness readiness, string version, TimeProvider time, TimeSpan patience)
{
    private readonly ProcessLoad _load = new(time);

    public AllMembers Members => actors.Members;

    public CertificateActors Certificates => actors.Certificates;

    public MeshModel? Model => mesh.Model;

    public Problems Problems => observer.Current;

    /// <summary>Where keys of tokens are fetched from, and how that goes.</summary>
    public IReadOnlyList<JwksReport> Keys => keys.All;

    public DateTimeOffset Now => time.GetUtcNow();

    public string Member => actors.Streams.Member;

    public Task<IReadOnlyList<ConnectionReport>> Connections(CancellationToken cancel) => actors.Streams.Describe(patience, cancel);

    public async Task<MemberView> Describe(CancellationToken cancel)
    {
        var connections = await Connections(cancel);
        var shards = await actors.Shards(patience);
        var notReady = readiness.Why();
        return new(
            Member,
            version,
            notReady is null,
            notReady,
            actors.Revision,
            actors.Streams.Count,
            connections.Select(x => x.Proxy?.Id).OfType<string>().Distinct().Count(),
            shards.ToDictionary(x => x.Key, x => new RegionView(x.Value.Shards, x.Value.Entities)),
            _load.Percent(),
            Environment.WorkingSet,
            Math.Round(MemberView.Uptime));
    }

    /// <param name="about">Only proxies that are sent something made of this object; null for all.</param>
    public async Task<ConvergenceView> Convergence(ConfigKey? about, CancellationToken cancel)
    {
        // First how far the model is: whatever it has told streams by then, they have heard when they are asked.
        var progress = await actors.Progress(patience, cancel);
        return ConvergenceView.Of(progress, await Connections(cancel), about);
    }

    /// <returns>null when the ConfigActor lives elsewhere, or does not answer.</returns>
    public async Task<ConfigReport?> Config(CancellationToken cancel)
    {
        if (!Members.Directory.All.Any(x => x is { IsSelf: true, IsOldest: true })) return null;
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
