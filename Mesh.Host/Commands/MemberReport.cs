using System.Text.Json;

namespace Mesh.Commands;

/// <summary>One member, as <c>/debug/members</c> tells of it.</summary>
/// <param name="Status">As the others know it: Up, Joining, Leaving; with a word when it can not be reached.</param>
/// <param name="Singletons">The keepers of which there is one in the cluster live here.</param>
/// <param name="Says">null when it did not answer; <paramref name="Failure"/> tells why.</param>
internal sealed record MemberReport(
    string Name, string Address, string Status, bool Self, bool Leader, bool Singletons, IReadOnlyList<string> Roles, string? Version, MemberSays? Says, string? Failure)
{
    public static IReadOnlyList<MemberReport> Parse(string json) => JsonSerializer.Deserialize<MemberReport[]>(json, JsonSerializerOptions.Web) ?? [];
}

/// <summary>What a member says of itself.</summary>
internal sealed record MemberSays(
    bool Ready, string? NotReady, long Revision, int Streams, int Proxies, IReadOnlyDictionary<string, RegionReport>? Shards, double CpuPercent, long MemoryBytes, double UptimeSeconds);

internal sealed record RegionReport(int Shards, int Entities);
