using System.Text.Json;

namespace Mesh.Commands;

/// <summary>An edge of the mesh's traffic, as a member's <c>/api/edges</c> tells of it.</summary>
internal sealed record EdgeReport(
    string Source,
    string SourceVersion,
    string Destination,
    string DestinationVersion,
    string Service,
    string Protocol,
    long Requests,
    double Rate,
    double ErrorPercent,
    string Health,
    double? P50Milliseconds,
    double? P95Milliseconds,
    double? P99Milliseconds,
    double ResponseBytesPerSecond,
    long ConnectionsOpened,
    double SentBytesPerSecond,
    double? MutualTlsPercent)
{
    public static IReadOnlyList<EdgeReport> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("edges").Deserialize<EdgeReport[]>(JsonSerializerOptions.Web) ?? [];
    }
}
