using System.Text.Json;

namespace Mesh.Commands;

/// <summary>How far a revision has come, as <c>/debug/convergence</c> tells.</summary>
internal sealed record ConvergenceReport(
    long Revision, bool Converged, IReadOnlyList<ConvergingMember> Members, IReadOnlyList<string> Accepted, int Active, IReadOnlyList<WaitingReport> Waiting)
{
    public static ConvergenceReport Parse(string json) => JsonSerializer.Deserialize<ConvergenceReport>(json, JsonSerializerOptions.Web)!;
}

/// <param name="Has">The revision that it holds; null when it did not answer.</param>
/// <param name="Why">What it waits for besides its proxies.</param>
internal sealed record ConvergingMember(string Name, long? Has, bool? Settled, string? Why);

internal sealed record WaitingReport(string Proxy, string Member, IReadOnlyList<WaitingTypeReport> Types);

internal sealed record WaitingTypeReport(string Type, string State, string? Words);
