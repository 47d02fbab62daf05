using System.Text.Json;

namespace Mesh.Commands;

/// <summary>One stream of a proxy, as a member's <c>/debug/syncz</c> tells of it.</summary>
internal sealed record SyncReport(string? Proxy, string? Version, string ConnectionId, string? Member, string? Protocol, IReadOnlyList<SyncedType>? Types)
{
    public static IReadOnlyList<SyncReport> Parse(string json) => JsonSerializer.Deserialize<SyncReport[]>(json, JsonSerializerOptions.Web) ?? [];
}

/// <param name="State">SYNCED, STALE, NOT SENT or ERROR.</param>
internal sealed record SyncedType(string Type, string State, string? SentVersion, string? AckedVersion, SyncedNack? LastNack);

/// <param name="Words">Envoy's own.</param>
internal sealed record SyncedNack(string? Words, IReadOnlyList<string>? Resources, IReadOnlyList<string>? Origins);
