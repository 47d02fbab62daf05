using System.Collections.Frozen;
using System.Reflection;
using System.Text.RegularExpressions;
using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config.Binding;

internal sealed partial class EnumBinder : ValueBinder
{
    private readonly FrozenDictionary<string, object> _values;
    private readonly string[] _names;

    public EnumBinder(Type type)
    {
        var fields = type.GetFields(BindingFlags.Public | BindingFlags.Static);
        _names = [.. fields.Select(Name)];
        _values = fields.ToFrozenDictionary(Name, x => x.GetValue(null)!);
    }

    public override string Expected => $"one of {string.Join(", ", _names)}";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not ScalarNode { Kind: ScalarKind.Text } scalar) return Mismatch(node, context);
        if (_values.TryGetValue(scalar.Text, out var value)) return value;
        context.Refuse(node, $"unknown value {node.Describe()}{NearestName.Hint(scalar.Text, _names)}; allowed: {string.Join(", ", _names)}");
        return null;
    }

    /// <summary>RoundRobin → ROUND_ROBIN, unless the member says otherwise.</summary>
    public static string Name(FieldInfo member) =>
        member.GetCustomAttribute<ConfigNameAttribute>()?.Name ?? WordStart().Replace(member.Name, "_$0").ToUpperInvariant();

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
