using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config;

/// <summary>A document as it was read, for those who look closer than the mesh does.</summary>
/// <param name="Tree">null when it is no YAML, or no map.</param>
/// <param name="Draft">The object, also of a document that is refused for what it says or for a field too many; null when it could not be read as a whole.</param>
public sealed record DocumentReading(ReadDocument Document, MappingNode? Tree, ConfigObject? Draft)
{
    /// <summary>The line of a field, or of the nearest thing around it that is written.</summary>
    public int LineOf(string field) => Tree is null ? Document.Line : NodeLocator.LineOf(Tree, field);
}
