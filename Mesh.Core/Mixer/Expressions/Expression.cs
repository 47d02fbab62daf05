using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer.Expressions;

/// <summary>
/// One expression of Mixer's language, read and type-checked: <c>source.labels["app"] | "unknown"</c>. Evaluating it never fails; what is not known is null.
/// </summary>
public sealed class Expression
{
    /// <summary>Characters; a longer one is refused.</summary>
    private const int MaxLength = 4096;

    private readonly Node _root;

    private Expression(string text, Node root)
    {
        Text = text;
        _root = root;
    }

    public string Text { get; }

    public AttributeType Type => _root.Type;

    public object? Evaluate(IAttributes attributes) => _root.Evaluate(attributes);

    /// <summary>Not known counts as false.</summary>
    public bool IsTrue(IAttributes attributes) => _root.IsTrue(attributes);

    /// <param name="field">What the user called the place where it stands.</param>
    /// <param name="wanted">The type that the place takes; null for any.</param>
    public static (Expression? Expression, ConfigError? Error) Parse(string text, string field, AttributeType? wanted = null)
    {
        if (text.Length > MaxLength) return (null, new(field, $"has {text.Length} characters; an expression has at most {MaxLength}"));
        try
        {
            var root = Parser.Parse(text);
            if (wanted is { } type && root.Type != type) return (null, new(field, $"must be a {type}, but {text} is a {root.Type}"));
            return (new(text, root), null);
        }
        catch (ExpressionException e)
        {
            return (null, new(field, e.Message));
        }
    }

    public override string ToString() => Text;
}
