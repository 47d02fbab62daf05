namespace Mesh.Core.Explain.Report;

/// <summary>A cluster that requests go to.</summary>
/// <param name="Share">Percent of the requests.</param>
/// <param name="From">The objects of the configuration that it was made of.</param>
/// <param name="Facts">Balancing, limits, TLS and what the route changes for this cluster alone.</param>
public sealed record Target(string Cluster, double Share, IReadOnlyList<string> From, IReadOnlyList<Fact> Facts, IReadOnlyList<TargetEndpoint> Endpoints);

/// <param name="Address">With its port.</param>
/// <param name="Weight">Among those of its locality.</param>
/// <param name="Priority">0 is used first.</param>
/// <param name="Tls">How the client speaks to it.</param>
public sealed record TargetEndpoint(string Address, uint Weight, uint Priority, string Locality, string Health, string Tls);
