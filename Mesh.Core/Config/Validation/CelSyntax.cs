using System.Text.RegularExpressions;

namespace Mesh.Core.Config.Validation;

/// <summary>
/// Whether a text is an expression of the Common Expression Language, by its grammar alone: what names mean, and whether types fit, is for
/// Envoy to say. One method a level of binding, loosest first.
/// </summary>
internal sealed partial class CelSyntax
{
    private const int MaxDepth = 200;

    private readonly List<string> _tokens;
    private int _at;
    private int _depth;

    private CelSyntax(List<string> tokens) => _tokens = tokens;

    /// <returns>What is wrong with the expression; null when nothing is.</returns>
    public static string? Problem(string expression)
    {
        var (tokens, at) = (new List<string>(), 0);
        while (at < expression.Length)
        {
            var token = Token().Match(expression, at);
            if (!token.Success) return $"\"{expression[at..Math.Min(expression.Length, at + 10)]}\" is not understood";
            if (!string.IsNullOrWhiteSpace(token.Value) && !token.Value.StartsWith("//", StringComparison.Ordinal)) tokens.Add(token.Value);
            at += token.Length;
        }
        try
        {
            var parser = new CelSyntax(tokens);
            parser.Expression();
            return parser._at == tokens.Count ? null : $"nothing may stand where \"{tokens[parser._at]}\" does";
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    private string Next => _at < _tokens.Count ? _tokens[_at] : "";

    private void Expression()
    {
        if (++_depth > MaxDepth) throw new FormatException("it is nested too deeply");
        Binary(0);
        if (Take("?"))
        {
            Binary(0);
            Demand(":");
            Expression();
        }
        _depth--;
    }

    /// <summary>||, &amp;&amp;, relations, sums and products bind ever more tightly.</summary>
    private void Binary(int level)
    {
        string[][] levels = [["||"], ["&&"], ["==", "!=", "<", "<=", ">", ">=", "in"], ["+", "-"], ["*", "/", "%"]];
        if (level == levels.Length)
        {
            Unary();
            return;
        }
        do Binary(level + 1);
        while (TakeAny(levels[level]));
    }

    private void Unary()
    {
        while (TakeAny(["!", "-"]))
        {
        }
        Primary();
        while (true)
        {
            if (Take("."))
            {
                Name();
                if (Take("(")) List(")");
            }
            else if (Take("["))
            {
                Expression();
                Demand("]");
            }
            else if (Take("{"))
            {
                Entries();
            }
            else
            {
                return;
            }
        }
    }

    private void Primary()
    {
        if (Take("("))
        {
            Expression();
            Demand(")");
        }
        else if (Take("["))
        {
            List("]");
        }
        else if (Take("{"))
        {
            Entries();
        }
        else if (Next.Length > 0 && (char.IsAsciiDigit(Next[0]) || Next[^1] is '"' or '\'' || (Next[0] == '.' && Next.Length > 1)))
        {
            _at++;
        }
        else
        {
            Take(".");
            Name();
            if (Take("(")) List(")");
        }
    }

    private void List(string end)
    {
        while (!Take(end))
        {
            Expression();
            if (!Take(",") && Next != end) Demand(end);
        }
    }

    private void Entries()
    {
        while (!Take("}"))
        {
            Expression();
            Demand(":");
            Expression();
            if (!Take(",") && Next != "}") Demand("}");
        }
    }

    private void Name()
    {
        if (Next.Length == 0 || Next == "in" || !(char.IsAsciiLetter(Next[0]) || Next[0] is '_' or '`'))
        {
            throw new FormatException(_at < _tokens.Count ? $"a value must stand where \"{Next}\" does" : "a value is missing at the end");
        }
        _at++;
    }

    private bool TakeAny(ReadOnlySpan<string> tokens)
    {
        if (_at >= _tokens.Count || !tokens.Contains(Next)) return false;
        _at++;
        return true;
    }

    private bool Take(string token) => TakeAny([token]);

    private void Demand(string token)
    {
        if (!Take(token)) throw new FormatException(_at < _tokens.Count ? $"\"{token}\" must stand where \"{Next}\" does" : $"\"{token}\" is missing at the end");
    }

    [GeneratedRegex("""
        \G(?:
          \s+ | //[^\n]*
        | [rRbB]{0,2} (?: "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' )
        | 0[xX][0-9a-fA-F]+u? | \d+(?:\.\d+)?(?:[eE][-+]?\d+)?u? | \.\d+(?:[eE][-+]?\d+)?
        | [a-zA-Z_][a-zA-Z_0-9]* | `[^`]+`
        | && | \|\| | [=!<>]= | [-+*/%<>!?:.,()\[\]{}]
        )
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
