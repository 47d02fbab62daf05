using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Gateway.Files;

/// <summary>All that some files say at one moment.</summary>
/// <param name="Readings">Each document, file by file, good or broken.</param>
/// <param name="Objects">What is in force of them, in order of their keys.</param>
/// <param name="Warnings">Of the documents, and of objects that stand in two files.</param>
/// <param name="Mesh">The mesh-wide settings, laid over the defaults.</param>
/// <param name="MeshErrors">What is wrong with the user's settings; then <paramref name="Mesh"/> holds the defaults.</param>
public sealed record LoadedConfig(
    IReadOnlyList<DocumentReading> Readings,
    IReadOnlyList<ConfigObject> Objects,
    IReadOnlyList<ConfigWarning> Warnings,
    MeshConfig Mesh,
    ValueList<ConfigError> MeshErrors)
{
    public IReadOnlyList<ReadDocument> Documents { get; } = [.. Readings.Select(x => x.Document)];
}
