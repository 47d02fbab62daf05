using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Routes;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Translation.Routes;

/// <summary>A mesh written down in YAML, which may change, and the routes that it gives to a proxy.</summary>
internal sealed class RouteFixture(string yaml, MeshConfig? mesh = null) : YamlMesh(yaml, mesh)
{
    public ProxyContext Sidecar(string @namespace = "shop", string metadata = "{}", string labels = "{}") => Context("sidecar", @namespace, metadata, labels);

    public ProxyContext Router(string @namespace = "shop", string labels = "{}") => Context("router", @namespace, "{}", labels);

    public static RouteConfiguration Routes(ProxyContext context, string name) => (RouteConfiguration)RouteTranslator.Translate(context, name)!.Message;

    public static string Service(string name, int port, string @namespace = "shop", string portName = "http") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{@namespace}}}
        spec: {clusterIP: 10.96.0.{{(name.Length * 7 + port) % 250 + 1}}, ports: [{name: {{portName}}, port: {{port}}}]}
        ---

        """;

    private ProxyContext Context(string type, string @namespace, string metadata, string labels) =>
        Context(type, "10.1.0.1", @namespace, metadata == "{}" ? $$"""{"LABELS": {{labels}}}""" : metadata, Locality.Unknown);
}
