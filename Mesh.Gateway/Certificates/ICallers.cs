using Mesh.Actors.Connections;
using Microsoft.AspNetCore.Http;

namespace Mesh.Gateway.Certificates;

/// <summary>Finds out who is calling. The one place for all ports and all services.</summary>
public interface ICallers
{
    ValueTask<CallerOutcome> Who(HttpContext context);
}

/// <param name="Peer">Without a caller where the port lets in those who prove nothing.</param>
/// <param name="Refusal">Why it is not let in, for our own log; null when it is. Whoever calls is told nothing of it.</param>
public sealed record CallerOutcome(StreamPeer Peer, string? Refusal);
