namespace Mesh.Core.Explain.Report;

/// <summary>The way of a request through one proxy.</summary>
/// <param name="Direction">outbound, inbound or gateway.</param>
/// <param name="Arrives">The connection as the proxy sees it.</param>
/// <param name="Policies">What the route says of the request as a whole.</param>
/// <param name="Outcome">What becomes of the request here.</param>
/// <param name="Status">The answer's HTTP status when it is this proxy that answers; null when it is forwarded, or for TCP.</param>
public sealed record Hop(
    string Proxy,
    string Direction,
    string Arrives,
    Choice? Listener,
    Choice? FilterChain,
    string? DownstreamTls,
    IReadOnlyList<FilterStep> Filters,
    Choice? RouteConfiguration,
    Choice? VirtualHost,
    Choice? Route,
    IReadOnlyList<Fact> Policies,
    IReadOnlyList<Target> Targets,
    string Outcome,
    int? Status);

/// <summary>All that a request meets.</summary>
/// <param name="Notes">What was assumed, and what could not be known.</param>
public sealed record RequestExplanation(string Request, string Proxy, IReadOnlyList<Hop> Hops, IReadOnlyList<string> Notes);
