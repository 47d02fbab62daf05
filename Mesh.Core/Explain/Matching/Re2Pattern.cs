using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Mesh.Core.Checks.Invariants;

namespace Mesh.Core.Explain.Matching;

/// <summary>
/// A regular expression of RE2 with Envoy's meaning: it must match the whole text, it sees bytes (Latin-1), its classes are those of ASCII. It runs on
/// .NET's engine without backtracking, so that it takes linear time as RE2 does; what the two write differently is rewritten.
/// </summary>
internal sealed class Re2Pattern
{
    private static readonly ConcurrentDictionary<string, Re2Pattern> Known = [];

    private static readonly Dictionary<string, string> PosixClasses = new()
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9",
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = "0-9A-Za-z_",
        ["xdigit"] = "0-9A-Fa-f",
    };

    private readonly Regex? _regex;

    private Re2Pattern(string expression)
    {
        if (Re2.Refuses(expression) is not null) return;
        try
        {
            _regex = new($@"\A(?:{Rewrite(Bytes(expression))})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // Envoy's RE2 takes it and this engine does not: it counts as one that matches nothing, and says so.
        }
    }

    /// <summary>False for what can not be evaluated here.</summary>
    public bool IsKnown => _regex is not null;

    public static Re2Pattern Of(string expression) => Known.Count > 10_000 ? new(expression) : Known.GetOrAdd(expression, static x => new(x));

    public bool IsFullMatch(string text) => _regex?.IsMatch(Bytes(text)) == true;

    private static string Bytes(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    private static string Rewrite(string expression)
    {
        var text = new StringBuilder(expression.Length + 16);
        for (var i = 0; i < expression.Length;)
        {
            switch (expression[i])
            {
                case '\\': i = Escape(expression, i, text, inClass: false); break;
                case '[': i = Class(expression, i, text); break;
                case '(' when expression.AsSpan(i).StartsWith("(?P<"):
                    text.Append("(?<");
                    i += 4;
                    break;
                // RE2's $ is the end of the text, .NET's also stands before a last line feed.
                case '$':
                    text.Append(@"\z");
                    i++;
                    break;
                default:
                    text.Append(expression[i++]);
                    break;
            }
        }
        return text.ToString();
    }

    private static int Escape(string expression, int at, StringBuilder text, bool inClass)
    {
        var c = expression[at + 1];
        if (c == 'Q')
        {
            var end = expression.IndexOf(@"\E", at, StringComparison.Ordinal);
            text.Append(Regex.Escape(expression[(at + 2)..(end < 0 ? expression.Length : end)]));
            return end < 0 ? expression.Length : end + 2;
        }
        if (c == 'x' && at + 2 < expression.Length && expression[at + 2] == '{')
        {
            var end = expression.IndexOf('}', at);
            text.Append(@"\x").Append(expression[(at + 3)..end].TrimStart('0').PadLeft(2, '0'));
            return end + 1;
        }
        text.Append((c, inClass) switch
        {
            ('d', true) => "0-9",
            ('d', false) => "[0-9]",
            ('D', false) => "[^0-9]",
            ('w', true) => "0-9A-Za-z_",
            ('w', false) => "[0-9A-Za-z_]",
            ('W', false) => "[^0-9A-Za-z_]",
            ('s', true) => @"\t\n\f\r ",
            ('s', false) => @"[\t\n\f\r ]",
            ('S', false) => @"[^\t\n\f\r ]",
            ('C', false) => @"[\x00-\xFF]",
            ('z', false) => @"\z",
            _ => char.IsAsciiLetterOrDigit(c) ? $@"\{c}" : Regex.Escape(c.ToString()) is { Length: > 1 } escaped ? escaped : $@"\x{(int)c:X2}",
        });
        return at + 2;
    }

    private static int Class(string expression, int at, StringBuilder text)
    {
        text.Append('[');
        at++;
        if (expression[at] == '^')
        {
            text.Append('^');
            at++;
        }
        for (var first = true; expression[at] != ']' || first; first = false)
        {
            if (expression.AsSpan(at).StartsWith("[:") && expression.IndexOf(":]", at, StringComparison.Ordinal) is > 0 and var end)
            {
                var name = expression[(at + 2)..end];
                if (name.StartsWith('^')) throw new NotSupportedException("a negated class within a class");
                text.Append(PosixClasses[name]);
                at = end + 2;
            }
            else if (expression[at] == '\\') at = Escape(expression, at, text, inClass: true);
            else
            {
                // .NET subtracts classes with -[, which RE2 does not know.
                if (expression[at] is '[' or ']') text.Append('\\');
                text.Append(expression[at++]);
            }
        }
        text.Append(']');
        return at + 1;
    }
}
