using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Tests.Actors;

/// <summary>A small mesh, object by object.</summary>
internal static class Shop
{
    public const string CartHost = "cart.shop.svc.cluster.local";

    public static ConfigObject Namespace() => One("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}");

    public static ConfigObject Service(string name = "cart") => One($$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop}
        spec: {clusterIP: 10.96.0.1, ports: [{name: http, port: 80, targetPort: 8080}]}
        """);

    public static ConfigObject Slice(string address, string name = "cart-1", string service = "cart", bool ready = true) => One($$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{name}}, namespace: shop, labels: {kubernetes.io/service-name: {{service}} } }
        addressType: IPv4
        ports: [{name: http, port: 8080, protocol: TCP}]
        endpoints: [{addresses: [{{address}}], conditions: {ready: {{(ready ? "true" : "false")}} } }]
        """);

    public static ConfigObject DestinationRule(int maxConnections = 7) => One($$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: cart, namespace: shop}
        spec: {host: cart, trafficPolicy: {connectionPool: {tcp: {maxConnections: {{maxConnections}} } } } }
        """);

    public static ConfigObject RequestAuthentication(string jwksUri) => One($$"""
        apiVersion: security.istio.io/v1
        kind: RequestAuthentication
        metadata: {name: tokens, namespace: shop}
        spec: {jwtRules: [{issuer: "https://issuer.test", jwksUri: "{{jwksUri}}"}]}
        """);

    public static IReadOnlyList<ConfigObject> Whole() => [Namespace(), Service(), Slice("10.0.0.1")];

    public static Proxy Proxy(string name = "web-1", string account = "web")
    {
        var (proxy, error) = ProxyReader.Read($"sidecar~10.0.0.9~{name}.shop~shop.svc.cluster.local", $$"""{"NAMESPACE": "shop", "SERVICE_ACCOUNT": "{{account}}"}""", Locality.Unknown, false);
        Assert.Null(error);
        return proxy!;
    }

    private static ConfigObject One(string yaml)
    {
        var document = Assert.Single(ConfigReader.Read("shop.yaml", yaml));
        Assert.True(document.Valid, string.Join("; ", document.Errors));
        return document.Object!;
    }
}
