using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Validation;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Reads a record that is a whole text: a MeshConfig, the ProxyConfig in an annotation or in a proxy's metadata.</summary>
public static class RecordReader
{
    /// <param name="text">YAML or JSON, one document; an empty text is an empty record.</param>
    /// <param name="skipUnknown">Whether fields that we do not know are left alone, as when a newer agent sent them.</param>
    public static RecordReading<T> Read<T>(string text, bool skipUnknown = false) where T : class, new() => Read<T>(text, skipUnknown, (_, _) => { });

    /// <param name="check">What a type alone cannot express; fields are named from the text's root.</param>
    internal static RecordReading<T> Read<T>(string text, bool skipUnknown, Action<T, Findings> check) where T : class, new()
    {
        var chunks = YamlSplitter.Split(text);
        if (chunks.Count == 0) return new(new(), []);
        if (chunks.Count > 1) return new(null, [new ConfigError("", "must be one document", chunks[1].FirstLine)]);
        var tree = YamlTree.Parse(chunks[0]);
        if (tree.Errors.Count > 0) return new(null, tree.Errors.ToValueList());
        if (tree.Root is null or ScalarNode { IsNull: true }) return new(new(), []);
        var context = new BindContext(skipUnknown ? Strictness.Modelled : Strictness.Message);
        var value = (T?)Binders.ForRecord(typeof(T)).Bind(tree.Root, context);
        if (value is null || context.Errors.Count > 0) return new(null, context.Errors.ToValueList());
        var findings = new Findings();
        check(value, findings);
        return findings.Errors.Count == 0 ? new(value, []) : new(null, findings.Errors.Select(x => x with { Line = NodeLocator.LineOf(tree.Root, x.Field) }).ToValueList());
    }
}
