using System.Globalization;
using Mesh.Core.Config.Binding;
using Mesh.Core.Mixer.Attributes;

namespace Mesh.Core.Mixer.Expressions;

/// <summary>
/// Mixer's expressions with Go's precedence: <c>||</c>, then <c>&amp;&amp;</c>, then comparisons, then <c>|</c> (the first that is known), then <c>!</c>.
/// </summary>
internal sealed class Parser(List<Token> tokens)
{
    /// <summary>Deeper nesting is no rule that a person wrote.</summary>
    private const int MaxDepth = 64;

    private int _at;
    private int _depth;

    public static Node Parse(string text)
    {
        var parser = new Parser(Lexer.Read(text));
        var node = parser.Or();
        return parser.Current.Kind == TokenKind.End ? node : throw parser.Unexpected("an operator or the end");
    }

    private Token Current => tokens[_at];

    private Token Take() => tokens[_at++];

    private bool Take(string symbol)
    {
        if (!Current.Is(symbol)) return false;
        _at++;
        return true;
    }

    private void Expect(string symbol)
    {
        if (!Take(symbol)) throw Unexpected($"\"{symbol}\"");
    }

    private ExpressionException Unexpected(string wanted) => new($"{wanted} should stand where {Current} does", Current.At);

    private Node Or()
    {
        if (++_depth > MaxDepth) throw new ExpressionException($"is nested deeper than {MaxDepth} levels", Current.At);
        var left = And();
        while (Current.Is("||"))
        {
            var at = Take().At;
            left = new OrNode(Truth(left, at), Truth(And(), at));
        }
        _depth--;
        return left;
    }

    private Node And()
    {
        var left = Comparison();
        while (Current.Is("&&"))
        {
            var at = Take().At;
            left = new AndNode(Truth(left, at), Truth(Comparison(), at));
        }
        return left;
    }

    private Node Comparison()
    {
        var left = Fallback();
        while (Current is { Kind: TokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" })
        {
            var symbol = Take();
            left = Compare(symbol, left, Fallback());
        }
        return left;
    }

    private static Node Compare(Token symbol, Node left, Node right)
    {
        if (left.Type != right.Type) throw new ExpressionException($"{symbol.Text} compares values of one type, not {left.Type} with {right.Type}", symbol.At);
        if (symbol.Text is "==" or "!=")
        {
            if (left.Type == AttributeType.StringMap) throw new ExpressionException("a map is compared entry by entry: map[\"key\"] == \"value\"", symbol.At);
            return new EqualityNode(left, right, symbol.Text == "==");
        }
        if (left.Type is AttributeType.Bool or AttributeType.StringMap or AttributeType.IpAddress) throw new ExpressionException($"{left.Type} has no order, so {symbol.Text} does not apply", symbol.At);
        return new OrderNode(left, right, symbol.Text switch
        {
            "<" => x => x < 0,
            "<=" => x => x <= 0,
            ">" => x => x > 0,
            _ => x => x >= 0,
        });
    }

    private Node Fallback()
    {
        var left = Unary();
        while (Current.Is("|"))
        {
            var at = Take().At;
            var right = Unary();
            if (left.Type != right.Type) throw new ExpressionException($"both sides of | have one type, not {left.Type} and {right.Type}", at);
            left = new FallbackNode(left, right);
        }
        return left;
    }

    private Node Unary()
    {
        if (Current.Is("!"))
        {
            var at = Take().At;
            if (++_depth > MaxDepth) throw new ExpressionException($"is nested deeper than {MaxDepth} levels", at);
            var inner = new NotNode(Truth(Unary(), at));
            _depth--;
            return inner;
        }
        if (Current.Is("-") && tokens[_at + 1].Kind == TokenKind.Number)
        {
            _at++;
            return Number(Take(), negative: true);
        }
        var node = Primary();
        while (Current.Is(".") && tokens[_at + 1].Kind == TokenKind.Name && tokens[_at + 2].Is("("))
        {
            _at++;
            var method = Take();
            node = Functions.Method(method, node, Arguments());
        }
        return node;
    }

    private Node Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new ConstantNode(AttributeType.String, Take().Text);
            case TokenKind.Number:
                return Number(Take(), negative: false);
            case TokenKind.Symbol when Take("("):
                var inner = Or();
                Expect(")");
                return inner;
            case TokenKind.Name when tokens[_at + 1].Is("("):
                _at++;
                return Functions.Call(token, Arguments());
            case TokenKind.Name when token.Text is "true" or "false":
                return new ConstantNode(AttributeType.Bool, Take().Text == "true");
            case TokenKind.Name:
                return Attribute();
            default:
                throw Unexpected("a value");
        }
    }

    private List<Node> Arguments()
    {
        Expect("(");
        var arguments = new List<Node>();
        if (Take(")")) return arguments;
        do arguments.Add(Or());
        while (Take(","));
        Expect(")");
        return arguments;
    }

    /// <summary>A dotted name, as long as it does not run into a method, and an entry of it.</summary>
    private Node Attribute()
    {
        var first = Take();
        var name = first.Text;
        while (Current.Is(".") && tokens[_at + 1].Kind == TokenKind.Name && !tokens[_at + 2].Is("("))
        {
            _at++;
            name += $".{Take().Text}";
        }
        if (AttributeVocabulary.TypeOf(name) is not { } type) throw new ExpressionException($"{name} is no attribute{NearestName.Hint(name, AttributeVocabulary.Names)}", first.At);
        if (!Take("[")) return new AttributeNode(type, name);
        if (type != AttributeType.StringMap) throw new ExpressionException($"{name} is a {type} and has no entries", first.At);
        var key = Or();
        if (key.Type != AttributeType.String) throw new ExpressionException($"an entry is named by a String, not by a {key.Type}", first.At);
        Expect("]");
        return new MapEntryNode(name, key);
    }

    private static ConstantNode Number(Token token, bool negative)
    {
        var text = negative ? $"-{token.Text}" : token.Text;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return new(AttributeType.Int64, whole);
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real)) return new(AttributeType.Double, real);
        throw new ExpressionException($"{text} is no number", token.At);
    }

    private static Node Truth(Node node, int at) =>
        node.Type == AttributeType.Bool ? node : throw new ExpressionException($"a condition is a Bool, not a {node.Type}", at);
}
