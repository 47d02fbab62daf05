namespace Mesh.Tests.Fixtures.Pods;

/// <summary>A pod of the sample, as its sidecar would tell it.</summary>
/// <param name="Type">sidecar or router.</param>
public sealed record Workload(string Name, string Address, string App, string Version, string Namespace = "default", string Type = "sidecar")
{
    public string NodeId => $"{Type}~{Address}~{Name}.{Namespace}~{Namespace}.svc.cluster.local";

    /// <summary>Node metadata as istio-agent would send it.</summary>
    public string Metadata { get; init; } = $$"""
        {
          "NAMESPACE": "{{Namespace}}", "CLUSTER_ID": "Kubernetes", "ISTIO_VERSION": "1.31.0", "INSTANCE_IPS": "{{Address}}",
          "SERVICE_ACCOUNT": "{{App}}", "WORKLOAD_NAME": "{{Name}}", "INTERCEPTION_MODE": "REDIRECT",
          "LABELS": {"{{(Type == "router" ? "istio" : "app")}}": "{{(Type == "router" ? "ingressgateway" : App)}}", "version": "{{Version}}", "security.istio.io/tlsMode": "istio"}
        }
        """;
}
