using System.Text;

namespace Mesh.Core.Mixer.Expressions;

/// <summary>Go's tokens, as far as Mixer's expressions have them.</summary>
internal static class Lexer
{
    private static readonly string[] Symbols = ["==", "!=", "<=", ">=", "&&", "||", "|", "<", ">", "!", "(", ")", "[", "]", ".", ",", "-", "+"];

    public static List<Token> Read(string text)
    {
        var tokens = new List<Token>();
        for (var at = 0; ;)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at == text.Length)
            {
                tokens.Add(new(TokenKind.End, "", at));
                return tokens;
            }
            var token = Next(text, at, out at);
            tokens.Add(token);
        }
    }

    private static Token Next(string text, int at, out int end)
    {
        var first = text[at];
        if (first is '"' or '`') return Quoted(text, at, out end);
        if (char.IsAsciiDigit(first)) return Run(TokenKind.Number, text, at, x => char.IsAsciiDigit(x) || x == '.', out end);
        if (char.IsAsciiLetter(first) || first == '_') return Run(TokenKind.Name, text, at, x => char.IsAsciiLetterOrDigit(x) || x == '_', out end);
        foreach (var symbol in Symbols)
        {
            if (!text.AsSpan(at).StartsWith(symbol, StringComparison.Ordinal)) continue;
            end = at + symbol.Length;
            return new(TokenKind.Symbol, symbol, at);
        }
        throw new ExpressionException($"'{first}' means nothing in an expression", at);
    }

    private static Token Run(TokenKind kind, string text, int at, Func<char, bool> belongs, out int end)
    {
        end = at;
        while (end < text.Length && belongs(text[end])) end++;
        return new(kind, text[at..end], at);
    }

    private static Token Quoted(string text, int at, out int end)
    {
        var (quote, value) = (text[at], new StringBuilder());
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                end = i + 1;
                return new(TokenKind.Text, value.ToString(), at);
            }
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length) value.Append(Unescape(text[++i], i));
            else value.Append(text[i]);
        }
        throw new ExpressionException("a text that begins here has no closing quote", at);
    }

    private static char Unescape(char escaped, int at) => escaped switch
    {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '\\' or '"' => escaped,
        _ => throw new ExpressionException($"\\{escaped} is no escape; \\n, \\t, \\r, \\\\ and \\\" are, and `…` takes everything as it is", at),
    };
}
