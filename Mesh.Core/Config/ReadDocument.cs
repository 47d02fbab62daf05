using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What became of one document of a file. A broken one still says as much of itself as could be read.</summary>
/// <param name="Line">1-based line of its first key.</param>
/// <param name="Key">Null when the kind is not one that we read, or the document has no name.</param>
/// <param name="Object">Null when the document is refused, or of a kind that we do not read.</param>
/// <param name="Content">Equal for two readings of the same content, however it is laid out.</param>
public sealed record ReadDocument(
    string File,
    int Line,
    string ApiVersion,
    string Kind,
    string Namespace,
    string Name,
    ConfigKey? Key,
    ConfigObject? Object,
    UInt128 Content,
    ValueList<ConfigError> Errors,
    ValueList<ConfigWarning> Warnings)
{
    public bool Valid => Errors.Count == 0;

    public ConfigSource Source => new(File, Line);
}
