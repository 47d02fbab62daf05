using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;

namespace Mesh.Tests.Fixtures;

/// <summary>A mesh written down in YAML, which may change, as a proxy of it sees it. One memo serves all its revisions.</summary>
internal abstract class YamlMesh
{
    private readonly MeshConfig _mesh;
    private ConfigSet _configs;

    protected YamlMesh(string yaml, MeshConfig? mesh)
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

    /// <param name="metadata">A JSON object.</param>
    protected ProxyContext Context(string type, string address, string @namespace, string metadata, Locality locality)
    {
        var (proxy, error) = ProxyReader.Read($"{type}~{address}~client-1.{@namespace}~{@namespace}.svc.cluster.local", metadata, locality, istioDialect: false);
        Assert.Null(error);
        return new(Model, proxy!, Memo);
    }

    private static IEnumerable<ConfigObject> Read(string yaml)
    {
        foreach (var document in ConfigReader.Read("test.yaml", yaml))
        {
            Assert.True(document.Valid, $"{document.Kind} {document.Name}: {string.Join("; ", document.Errors)}");
            yield return document.Object!;
        }
    }
}
