using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

internal sealed class MapBinder<T>(ValueBinder values) : ValueBinder
{
    public override string Expected => "a map";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not MappingNode map) return Mismatch(node, context);
        var bound = new List<KeyValuePair<string, T>>(map.Entries.Count);
        foreach (var entry in map.Entries)
        {
            entry.Taken = true;
            context.Enter(entry.Key);
            // Where no schema forbids it, Go reads a null into a map of text as an empty one.
            if (entry.Value is ScalarNode { IsNull: true } && context.Strictness != Strictness.Schema && "" is T empty) bound.Add(new(entry.Key, empty));
            else if (values.Bind(entry.Value, context) is T value) bound.Add(new(entry.Key, value));
            context.Leave();
        }
        return ValueMap<T>.From(bound);
    }
}
