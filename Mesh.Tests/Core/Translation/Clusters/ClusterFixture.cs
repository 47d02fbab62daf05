using Envoy.Config.Cluster.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Clusters;
using Mesh.Core.Translation.Endpoints;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Translation.Clusters;

/// <summary>A mesh written down in YAML, which may change, and the clusters and endpoints that it gives to a proxy.</summary>
internal sealed class ClusterFixture(string yaml, MeshConfig? mesh = null) : YamlMesh(yaml, mesh)
{
    public ProxyContext Sidecar(string labels = "{}", string locality = "", string address = "10.1.0.1", string @namespace = "shop") =>
        Context("sidecar", address, @namespace, $$$"""{"LABELS": {{{labels}}}}""", Locality.Parse(locality));

    public ProxyContext Router() => Context("router", "10.1.0.1", "shop", """{"LABELS": {"istio": "gateway"}}""", Locality.Unknown);

    public static IReadOnlyDictionary<string, Translated> AllClusters(ProxyContext context) => ClusterTranslator.Translate(context).ToDictionary(x => x.Name);

    public static Cluster Cluster(ProxyContext context, string name) => (Cluster)AllClusters(context)[name].Message;

    public static UpstreamTlsContext Tls(Cluster cluster) => cluster.TransportSocket.TypedConfig.Unpack<UpstreamTlsContext>();

    public static ClusterLoadAssignment Assignment(ProxyContext context, string name) => (ClusterLoadAssignment)EndpointTranslator.Translate(context, name)!.Message;

    public static IEnumerable<string> Addresses(ClusterLoadAssignment assignment) =>
        assignment.Endpoints.SelectMany(x => x.LbEndpoints).Select(x => x.Endpoint.Address.SocketAddress.Address);

    /// <summary>A Service on port 80 with one slice of endpoints on port 8080.</summary>
    /// <param name="last">What else is said of the last endpoint.</param>
    public static string Service(string name, string[] addresses, string metadata = "", string last = "") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: shop{{metadata}} }
        spec: {clusterIP: 10.96.0.1, selector: {app: {{name}}}, ports: [{name: http, port: 80, targetPort: 8080}]}
        ---

        """ + Slice(name, addresses, last);

    public static string Slice(string name, string[] addresses, string last = "") => $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{name}}-1, namespace: shop, labels: {kubernetes.io/service-name: {{name}} } }
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [{addresses: [{{string.Join("]}, {addresses: [", addresses)}}]{{last}} }]
        ---

        """;

    public static string Rule(string name, string policy, string rest = "") => $$"""
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: {{name}}, namespace: shop}
        spec: {host: {{name}}, trafficPolicy: { {{policy}} } {{rest}} }
        ---

        """;
}
