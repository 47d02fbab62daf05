using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Gateway.Files;

namespace Mesh.Tests.Golden;

/// <summary>Configuration and a proxy in, what <c>actormesh generate</c> prints out. The model of a case is built once for all its proxies.</summary>
internal static class GoldenGenerator
{
    private static readonly ConcurrentDictionary<(string Config, string? Mesh), Lazy<MeshModel>> Models = [];

    /// <param name="config">A directory or a file.</param>
    /// <param name="meshFile">MeshConfig; need not exist.</param>
    public static JsonObject Generate(string config, string meshFile, Proxy proxy) =>
        GeneratedJson.Of(Generator.Generate(new ProxyContext(Model(config, meshFile), proxy)));

    /// <inheritdoc cref="Generate"/>
    public static MeshModel Model(string config, string meshFile)
    {
        var mesh = File.Exists(meshFile) ? meshFile : null;
        return Models.GetOrAdd((config, mesh), key => new(() => Load(key.Config, key.Mesh))).Value;
    }

    private static MeshModel Load(string config, string? mesh)
    {
        var loaded = ConfigLoader.Load(new FileConfigOptions([config], mesh));
        if (loaded.MeshErrors.Count > 0) throw new InvalidDataException($"{mesh}: {string.Join("; ", loaded.MeshErrors)}");
        return ModelBuilder.Build(ConfigSet.Of(loaded.Objects), loaded.Mesh);
    }
}
