using Mesh.Core.Config;
using Mesh.Core.Xds;
using static Mesh.Actors.Connections.ConnectionMessages;
using static Mesh.Actors.Models.ModelMessages;

namespace Mesh.Gateway.People;

/// <summary>Whether the proxies of one member have what a revision of the configuration means for them.</summary>
/// <param name="Revision">That this member holds.</param>
/// <param name="Settled">Everything of that revision is translated and handed to the streams.</param>
/// <param name="Accepted">Proxies that acknowledged all that they were sent.</param>
/// <param name="Active">Those of them that also have an answer to all that they asked for, so that nothing which they acknowledged waits for something else.</param>
/// <param name="Waiting">Those that have not accepted, and why.</param>
public sealed record ConvergenceView(long Revision, bool Settled, IReadOnlyList<string> Accepted, int Active, IReadOnlyList<WaitingProxy> Waiting)
{
    private static readonly XdsType[] Warming = [XdsType.Endpoint, XdsType.Route, XdsType.Secret];

    /// <param name="about">Only proxies that are sent something made of this object are meant; null for all.</param>
    public static ConvergenceView Of(ModelProgress? progress, IReadOnlyList<ConnectionReport> reports, ConfigKey? about)
    {
        var accepted = new List<string>();
        var waiting = new List<WaitingProxy>();
        var active = 0;
        foreach (var proxy in reports.Where(x => x.Proxy is not null).GroupBy(x => x.Proxy!.Id))
        {
            var streams = proxy.ToList();
            if (about is { } key && !streams.Any(x => Concerns(x.Snapshot, key))) continue;
            var types = streams.SelectMany(x => x.Status.Types).ToList();
            var late = types.Where(x => x.State is SyncState.Stale or SyncState.Error).Select(x => new WaitingType(
                x.Type.ShortName, SyncView.Word(x.State), x.State == SyncState.Error ? x.LastNack?.Words : null)).ToList();
            // A stream whose first configuration is still being made has acknowledged nothing of it.
            if (streams.Any(x => x.Snapshot is null)) late.Add(new("", "NOT TRANSLATED", null));
            if (late.Count > 0) waiting.Add(new(proxy.Key, late));
            else accepted.Add(proxy.Key);
            if (late.Count == 0 && !types.Any(x => x.State == SyncState.NotSent && x.Names.Count > 0 && Warming.Contains(x.Type))) active++;
        }
        return new(progress?.Revision ?? 0, progress?.Settled == true, accepted, active, waiting);
    }

    private static bool Concerns(XdsSnapshot? snapshot, ConfigKey key) =>
        snapshot is null || XdsType.All.Any(type => snapshot[type].All.Any(x => x.Origins.Contains(key)));
}

/// <summary>A proxy that does not have everything yet.</summary>
public sealed record WaitingProxy(string Proxy, IReadOnlyList<WaitingType> Types);

/// <param name="State">STALE: sent, not acknowledged. ERROR: refused, in the proxy's <paramref name="Words"/>.</param>
public sealed record WaitingType(string Type, string State, string? Words);
