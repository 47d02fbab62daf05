using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Routes;

namespace Mesh.Tests.Core.Translation.Routes;

/// <summary>A mesh written down in YAML, which may change, and the routes that it gives to a proxy.</summary>
internal sealed class RouteFixture
{
    private ConfigSet _configs = ConfigSet.Empty;
    private readonly MeshConfig _mesh;

    public RouteFixture(string yaml, MeshConfig? mesh = null)
    {
        _mesh = mesh ?? new();
        _configs = ConfigSet.Of(Read(yaml));
        Model = ModelBuilder.Build(_configs, _mesh);
    }

    public MeshModel Model { get; private set; }

    public TranslationMemo Memo { get; } = new();

    /// <summary>The next revision, where the objects of <paramref name="yaml"/> are new or changed.</summary>
    public void Apply(string yaml)
    {
        _configs = _configs.With(Read(yaml), []);
        Model = ModelBuilder.Build(_configs, _mesh, Model);
        Memo.NextGeneration();
    }

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

    private static IEnumerable<ConfigObject> Read(string yaml)
    {
        foreach (var document in ConfigReader.Read("test.yaml", yaml))
        {
            Assert.True(document.Valid, $"{document.Kind} {document.Name}: {string.Join("; ", document.Errors)}");
            yield return document.Object!;
        }
    }

    private ProxyContext Context(string type, string @namespace, string metadata, string labels)
    {
        var own = metadata == "{}" ? $$"""{"LABELS": {{labels}}}""" : metadata;
        var (proxy, error) = ProxyReader.Read($"{type}~10.1.0.1~client-1.{@namespace}~{@namespace}.svc.cluster.local", own, Locality.Unknown, istioDialect: false);
        Assert.Null(error);
        return new(Model, proxy!, Memo);
    }
}
