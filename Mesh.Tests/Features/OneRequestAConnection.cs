using Mesh.Tests.Fixtures.Pods;

namespace Mesh.Tests.Features;

/// <summary>Requests to reviews make a handshake each.</summary>
internal static class OneRequestAConnection
{
    public static ConfigFile File => new("reviews-routing.yaml", """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: reviews, namespace: default}
        spec:
          host: reviews
          trafficPolicy:
            connectionPool:
              http: {maxRequestsPerConnection: 1}
          subsets:
            - name: v1
              labels: {version: v1}
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: default}
        spec:
          hosts: [reviews]
          http:
            - route:
                - destination: {host: reviews, subset: v1}
        """);
}
