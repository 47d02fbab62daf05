using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Config;

/// <summary>The conformance data beside the repository; ACTORMESH_CONFORMANCE names another place.</summary>
internal static class ConformanceFiles
{
    public static string Root { get; } =
        Environment.GetEnvironmentVariable("ACTORMESH_CONFORMANCE") ?? Path.Combine(Repository.Root, "../shared/conformance");

    public static bool Exist => Directory.Exists(Root);

    /// <summary>All YAML files of a folder of it, with paths from its root, in order.</summary>
    public static IReadOnlyList<string> Yaml(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(Root, folder), "*.yaml", SearchOption.AllDirectories).Select(x => Path.GetRelativePath(Root, x)).Order(StringComparer.Ordinal)];

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));
}
