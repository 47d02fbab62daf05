using Mesh.Core.Xds;
using static Mesh.Actors.Connections.ConnectionMessages;

namespace Mesh.Gateway.People;

/// <summary>What /debug/syncz and /debug/connections say: for each connection and type, whether the proxy has what it should have.</summary>
internal static class SyncView
{
    /// <summary>Subscribed names that one type may list; an Envoy of a large mesh has thousands.</summary>
    private const int MostNames = 20;

    public static IEnumerable<object> Of(IReadOnlyList<ConnectionReport> reports) => reports.Select(report => new
    {
        Proxy = report.Proxy?.Id,
        report.Proxy?.Namespace,
        Version = report.Proxy?.Metadata.Text("ISTIO_VERSION"),
        ConnectionId = report.ConnectionId,
        report.Member,
        Peer = report.Peer.Address?.ToString(),
        ConnectedSince = report.Since,
        Protocol = report.Status.Kind,
        Service = report.Only?.ShortName ?? "ADS",
        Types = report.Status.Types.Select(Of),
    });

    public static object Connections(string member, IReadOnlyList<ConnectionReport> reports) => new
    {
        TotalClients = reports.Count,
        Member = member,
        Clients = reports.Select(report => new { report.ConnectionId, Proxy = report.Proxy?.Id, Peer = report.Peer.Address?.ToString(), ConnectedSince = report.Since }),
    };

    public static string Word(SyncState state) => state switch
    {
        SyncState.Synced => "SYNCED",
        SyncState.Stale => "STALE",
        SyncState.Error => "ERROR",
        _ => "NOT SENT",
    };

    private static object Of(TypeStatus status) => new
    {
        Type = status.Type.ShortName,
        status.Type.TypeUrl,
        State = Word(status.State),
        SentVersion = status.Sent,
        AckedVersion = status.Acked,
        Nonce = status.LastNonce,
        status.Wildcard,
        Subscribed = status.Names.Count,
        Names = status.Names.Take(MostNames),
        LastNack = status.LastNack is { } nack ? Of(nack) : null,
    };

    private static object Of(Nack nack) => new
    {
        nack.At,
        nack.Code,
        nack.Words,
        nack.Nonce,
        nack.Version,
        Resources = nack.Suspects,
        Origins = nack.Origins.Select(x => x.ToString()),
    };
}
