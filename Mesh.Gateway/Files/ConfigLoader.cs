using Mesh.Core.Config;

namespace Mesh.Gateway.Files;

/// <summary>Reads files and directories once, for commands that look at configuration and end.</summary>
public static class ConfigLoader
{
    /// <returns>Each document of the files and directories, in order.</returns>
    /// <exception cref="FileNotFoundException">A path is neither a file nor a directory.</exception>
    public static IReadOnlyList<DocumentReading> Read(IEnumerable<string> paths) =>
        [.. paths.SelectMany(ConfigFiles.Find).Distinct(StringComparer.Ordinal).SelectMany(x => ConfigReader.ReadClosely(x, FileText.Read(x).Text ?? ""))];

    /// <inheritdoc cref="Read"/>
    public static LoadedConfig Load(FileConfigOptions options)
    {
        var documents = Read(options.Paths);
        var store = new ConfigStore();
        var changes = store.Apply([.. documents.Select(x => x.Document).GroupBy(x => x.File).Select(x => new FileReading(x.Key, [.. x]))]);
        var mesh = new MeshConfigState();
        if (options.MeshConfigFile is { } file) mesh.SetFile(File.ReadAllText(file));
        mesh.SetConfigMap(store.Find(MeshConfigReader.ConfigMapOf(options.RootNamespace, options.Revision)) as ConfigObject<ConfigMapObject>);
        return new(documents, changes.Applied, changes.Warnings ?? [], mesh.Current, mesh.Errors);
    }
}
