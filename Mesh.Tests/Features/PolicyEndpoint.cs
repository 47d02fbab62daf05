using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>The control plane as a service of the mesh, so that its proxies can ask it.</summary>
internal static class PolicyEndpoint
{
    public static ConfigFile Of(MeshOfPods mesh) => new("policy-endpoint.yaml", $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: actormesh, namespace: istio-system}
        spec:
          hosts: [actormesh.istio-system.svc.cluster.local]
          location: MESH_EXTERNAL
          ports: [{number: 15010, name: grpc, protocol: GRPC}]
          resolution: STATIC
          endpoints: [{address: {{mesh.ControlPlane.Xds.Split(':')[0]}}}]
        """);
}
