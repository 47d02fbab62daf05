namespace Mesh.Core.Telemetry;

/// <summary>One end of a request, by the labels that Istio's metrics give a workload. What is not known is the word <c>unknown</c>, as there.</summary>
/// <param name="Workload">The name of the Deployment, not of the Pod.</param>
/// <param name="Principal">The SPIFFE id, proven or, of a peer that proves none, the one that its endpoint is registered with.</param>
/// <param name="Cluster">The Kubernetes cluster.</param>
public sealed record Peer(
    string Workload,
    string Namespace,
    string Principal,
    string App,
    string Version,
    string CanonicalService,
    string CanonicalRevision,
    string Cluster)
{
    public const string UnknownName = "unknown";

    public static readonly Peer Unknown = new(UnknownName, UnknownName, UnknownName, UnknownName, UnknownName, UnknownName, UnknownName, UnknownName);

    public bool IsUnknown => Workload == UnknownName && Namespace == UnknownName;
}
