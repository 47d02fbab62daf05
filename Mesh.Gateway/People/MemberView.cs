using System.Diagnostics;

namespace Mesh.Gateway.People;

/// <summary>What a member says of itself to people and to other members.</summary>
/// <param name="Id">Of this incarnation.</param>
/// <param name="Revision">Of the configuration that its proxies are served from; 0 while there is none.</param>
/// <param name="Streams">Open streams of proxies.</param>
/// <param name="Proxies">Proxies behind them; one may have several streams.</param>
/// <param name="Shards">Shards that live here, by region, and their entities.</param>
/// <param name="CpuPercent">Of one processor, since the last time that somebody asked.</param>
public sealed record MemberView(
    string Id, string Version, bool Ready, string? NotReady, long Revision, int Streams, int Proxies, IReadOnlyDictionary<string, RegionView> Shards, double CpuPercent, long MemoryBytes, double UptimeSeconds)
{
    public static double Uptime => (TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime()).TotalSeconds;
}

public sealed record RegionView(int Shards, int Entities);
