using Mesh.Core.Mixer.Attributes;

namespace Mesh.Core.Mixer.Expressions;

/// <summary>A part of an expression. Types are checked when it is read, so evaluating cannot fail: what is not known is null.</summary>
internal abstract class Node(AttributeType type)
{
    public AttributeType Type { get; } = type;

    public abstract object? Evaluate(IAttributes attributes);

    /// <summary>Not known counts as false.</summary>
    public bool IsTrue(IAttributes attributes) => Evaluate(attributes) is true;
}

internal sealed class ConstantNode(AttributeType type, object value) : Node(type)
{
    public object Value { get; } = value;

    public override object Evaluate(IAttributes attributes) => Value;
}

internal sealed class AttributeNode(AttributeType type, string name) : Node(type)
{
    public string Name { get; } = name;

    public override object? Evaluate(IAttributes attributes) => Type == AttributeType.StringMap ? attributes.FindMap(Name) : attributes.Find(Name);
}

internal sealed class MapEntryNode(string map, Node key) : Node(AttributeType.String)
{
    public override object? Evaluate(IAttributes attributes) => key.Evaluate(attributes) is string entry ? attributes.Find(map, entry) : null;
}

/// <summary><c>a | b</c>: the first that is known.</summary>
internal sealed class FallbackNode(Node first, Node second) : Node(first.Type)
{
    public override object? Evaluate(IAttributes attributes) => first.Evaluate(attributes) ?? second.Evaluate(attributes);
}

internal sealed class AndNode(Node left, Node right) : Node(AttributeType.Bool)
{
    public override object Evaluate(IAttributes attributes) => left.IsTrue(attributes) && right.IsTrue(attributes);
}

internal sealed class OrNode(Node left, Node right) : Node(AttributeType.Bool)
{
    public override object Evaluate(IAttributes attributes) => left.IsTrue(attributes) || right.IsTrue(attributes);
}

internal sealed class NotNode(Node inner) : Node(AttributeType.Bool)
{
    public override object Evaluate(IAttributes attributes) => !inner.IsTrue(attributes);
}

/// <summary><c>==</c> and <c>!=</c>. What is not known equals nothing, so a rule that denies all but one value denies its absence too.</summary>
internal sealed class EqualityNode(Node left, Node right, bool equal) : Node(AttributeType.Bool)
{
    public override object Evaluate(IAttributes attributes)
    {
        var (a, b) = (left.Evaluate(attributes), right.Evaluate(attributes));
        return (a is not null && a.Equals(b)) == equal;
    }
}

/// <summary><c>&lt;</c> and its kin: false when a side is not known.</summary>
internal sealed class OrderNode(Node left, Node right, Func<int, bool> holds) : Node(AttributeType.Bool)
{
    public override object Evaluate(IAttributes attributes) =>
        left.Evaluate(attributes) is { } a && right.Evaluate(attributes) is { } b && holds(a is string text ? string.CompareOrdinal(text, (string)b) : ((IComparable)a).CompareTo(b));
}

internal sealed class CallNode(AttributeType type, IReadOnlyList<Node> arguments, Func<object[], object?> function) : Node(type)
{
    public override object? Evaluate(IAttributes attributes)
    {
        var values = new object[arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (arguments[i].Evaluate(attributes) is not { } value) return null;
            values[i] = value;
        }
        return function(values);
    }
}
