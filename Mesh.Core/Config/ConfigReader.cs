using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>
/// Reads YAML or JSON strictly: each document becomes an object, or a list of all that is wrong with it, by line and field.
/// Never throws on what a file may hold, and no document can take down another.
/// </summary>
public static class ConfigReader
{
    /// <summary>How an error begins that is ours and not the user's.</summary>
    internal const string CheckFailed = "the document could not be checked, which is a fault of ActorMesh";

    /// <param name="file">What to call the source in complaints.</param>
    /// <returns>One element a document, in order; the items of a List count as documents, empty documents do not.</returns>
    public static IReadOnlyList<ReadDocument> Read(string file, string text) => [.. ReadClosely(file, text).Select(x => x.Document)];

    /// <summary>The same, for those who look closer than the mesh does: with each document's lines, and with what refused ones say.</summary>
    public static IReadOnlyList<DocumentReading> ReadClosely(string file, string text)
    {
        var documents = new List<DocumentReading>();
        foreach (var chunk in YamlSplitter.Split(text))
        {
            var tree = YamlTree.Parse(chunk);
            if (tree.Root is { } root) Read(file, root, tree.Errors, documents);
            else if (tree.Errors.Count > 0) documents.Add(NotYaml(file, chunk, tree.Errors));
        }
        return documents;
    }

    private static void Read(string file, ConfigNode root, IReadOnlyList<ConfigError> errors, List<DocumentReading> documents)
    {
        switch (root)
        {
            case ScalarNode { IsNull: true }:
                break;
            case MappingNode map when Items(map) is { } items:
                for (var i = 0; i < items.Count; i++)
                {
                    var end = i + 1 < items.Count ? items[i + 1].Line : int.MaxValue;
                    var own = errors.Where(x => (i == 0 || x.Line >= items[i].Line) && x.Line < end).ToArray();
                    Read(file, items[i], own, documents);
                }
                break;
            case MappingNode map:
                documents.Add(ReadOne(file, map, errors));
                break;
            default:
                var reason = new ConfigError("", $"must be a map with apiVersion and kind, not {root.Describe()}", root.Line);
                documents.Add(Broken(file, root.Line, "", "", "", "", [.. errors, reason]));
                break;
        }
    }

    private static DocumentReading ReadOne(string file, MappingNode map, IReadOnlyList<ConfigError> errors)
    {
        try
        {
            return new DocumentReader(file, map, errors).Read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A check that stumbles must not cost the documents around this one, nor the control plane.
            return Broken(file, map.Line, "", "", "", "", [.. errors, new ConfigError("", $"{CheckFailed}: {e.GetType().Name}: {e.Message}", map.Line)]);
        }
    }

    /// <summary>kubectl's List, or one of a single kind such as VirtualServiceList.</summary>
    private static IReadOnlyList<ConfigNode>? Items(MappingNode map) =>
        map.Find("kind")?.Value is ScalarNode kind && kind.Text.EndsWith("List", StringComparison.Ordinal) && map.Find("items")?.Value is SequenceNode items ? items.Items : null;

    private static DocumentReading NotYaml(string file, YamlChunk chunk, IReadOnlyList<ConfigError> errors)
    {
        var peek = DocumentPeek.At(chunk);
        return Broken(file, peek.Line, peek.ApiVersion, peek.Kind, peek.Namespace, peek.Name, errors);
    }

    private static DocumentReading Broken(string file, int line, string apiVersion, string kind, string ns, string name, IReadOnlyList<ConfigError> errors) =>
        new(new(file, line, apiVersion, kind, ns, name, null, null, 0, errors.ToValueList(), []), null, null);
}
