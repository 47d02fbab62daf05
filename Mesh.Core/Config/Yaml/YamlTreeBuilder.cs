using Mesh.Core.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Mesh.Core.Config.Yaml;

/// <summary>Builds the nodes of one document from a parser's events, within <see cref="YamlLimits"/>.</summary>
/// <param name="lineOffset">Lines of the file before the document.</param>
internal sealed class YamlTreeBuilder(IParser parser, int lineOffset)
{
    private const string TagPrefix = "tag:yaml.org,2002:";

    private readonly Dictionary<string, ConfigNode?> _anchors = [];
    private readonly List<ConfigError> _errors = [];
    private long _aliased;

    public IReadOnlyList<ConfigError> Errors => _errors;

    /// <returns>The document's root, or null when it is empty.</returns>
    public ConfigNode? Build()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _)) return null;
        parser.Consume<DocumentStart>();
        var root = Node(0);
        parser.Consume<DocumentEnd>();
        return root;
    }

    private ConfigNode Node(int depth)
    {
        if (depth > YamlLimits.Depth) throw TooDeep(parser.Current!);
        if (parser.TryConsume<AnchorAlias>(out var alias)) return Follow(alias, depth);
        if (parser.TryConsume<Scalar>(out var scalar)) return Anchored(scalar, Scalar(scalar));
        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            Announce(sequence);
            return Anchored(sequence, Sequence(sequence, depth));
        }
        var mapping = parser.Consume<MappingStart>();
        Announce(mapping);
        return Anchored(mapping, Mapping(mapping, depth));
    }

    private SequenceNode Sequence(SequenceStart start, int depth)
    {
        var items = new List<ConfigNode>();
        while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        return Measured(start, new SequenceNode(Line(start), items), items);
    }

    private MappingNode Mapping(MappingStart start, int depth)
    {
        var entries = new List<MappingEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var merges = new List<ConfigNode>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (!parser.TryConsume<Scalar>(out var key)) throw Refused(parser.Current!, "a key must be plain text");
            var value = Node(depth + 1);
            if (key is { Value: "<<", Style: ScalarStyle.Plain }) merges.Add(value);
            else if (keys.Add(key.Value)) entries.Add(new(key.Value, Line(key), value));
            else _errors.Add(new(key.Value, $"the key \"{key.Value}\" stands twice in one map, first in line {entries.First(x => x.Key == key.Value).Line}", Line(key)));
        }
        foreach (var entry in merges.SelectMany(x => Merged(x, start)))
        {
            if (keys.Add(entry.Key)) entries.Add(new(entry.Key, entry.Line, entry.Value));
        }
        return Measured(start, new MappingNode(Line(start), entries), entries.Select(x => x.Value));
    }

    /// <summary>YAML 1.1's merge key: <c>&lt;&lt;: *defaults</c>, or a list of such.</summary>
    private IEnumerable<MappingEntry> Merged(ConfigNode value, ParsingEvent at) => value switch
    {
        MappingNode map => map.Entries,
        SequenceNode list => list.Items.SelectMany(x => x is MappingNode map ? map.Entries : throw Refused(at, "<< takes maps only")),
        _ => throw Refused(at, "<< takes a map, or a list of maps"),
    };

    private ScalarNode Scalar(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        var kind = tag switch
        {
            "" or "?" when scalar.Style == ScalarStyle.Plain => YamlScalars.Resolve(scalar.Value),
            "" or "!" or TagPrefix + "str" => ScalarKind.Text,
            TagPrefix + "int" or TagPrefix + "float" or TagPrefix + "bool" or TagPrefix + "null" => YamlScalars.Resolve(scalar.Value),
            _ => throw Refused(scalar, $"the tag {tag} is not read"),
        };
        return new(Line(scalar), scalar.Value, kind);
    }

    private ConfigNode Follow(AnchorAlias alias, int depth)
    {
        var name = alias.Value.Value;
        if (!_anchors.TryGetValue(name, out var target)) throw Refused(alias, $"the alias *{name} has no anchor before it");
        if (target is null) throw Refused(alias, $"the alias *{name} stands inside its own anchor");
        if (depth + target.Height > YamlLimits.Depth) throw TooDeep(alias);
        _aliased += target.Size;
        if (_aliased > YamlLimits.AliasedNodes) throw Refused(alias, $"aliases add more than {YamlLimits.AliasedNodes} values to the document");
        return target;
    }

    private void Announce(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty) _anchors[node.Anchor.Value] = null;
    }

    private T Anchored<T>(NodeEvent start, T node) where T : ConfigNode
    {
        if (!start.Anchor.IsEmpty) _anchors[start.Anchor.Value] = node;
        return node;
    }

    private static T Measured<T>(ParsingEvent start, T node, IEnumerable<ConfigNode> children) where T : ConfigNode
    {
        foreach (var child in children)
        {
            node.Size += child.Size;
            node.Height = Math.Max(node.Height, child.Height + 1);
        }
        if (node.Size > YamlLimits.Nodes) throw Refused(start, $"the document holds more than {YamlLimits.Nodes} values");
        return node;
    }

    private int Line(ParsingEvent at) => lineOffset + (int)at.Start.Line;

    private static YamlException TooDeep(ParsingEvent at) => Refused(at, $"maps and lists stand more than {YamlLimits.Depth} deep in each other");

    private static YamlException Refused(ParsingEvent at, string reason) => new(at.Start, at.End, reason);
}
