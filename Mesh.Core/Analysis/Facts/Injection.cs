namespace Mesh.Core.Analysis.Facts;

/// <summary>How a pod says whether it gets a sidecar.</summary>
public static class Injection
{
    /// <summary>The pod's own label, or else annotation, which outweighs its namespace.</summary>
    public const string Switch = "sidecar.istio.io/inject";
}
