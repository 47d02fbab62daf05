using System.Buffers;
using System.Globalization;

namespace Mesh.Core.Config.Yaml;

/// <summary>
/// What an unquoted scalar means by YAML 1.1, the dialect of Kubernetes' tools: on, y and n are booleans, 010 is eight,
/// 1_000 a thousand. A date stays text.
/// </summary>
public static class YamlScalars
{
    private static readonly SearchValues<char> NumberStart = SearchValues.Create("+-.0123456789");

    public static ScalarKind Resolve(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Null,
        _ when Boolean(text) is not null => ScalarKind.Bool,
        _ when !NumberStart.Contains(text[0]) => ScalarKind.Text,
        _ when Integer(text) is not null => ScalarKind.Integer,
        _ when Float(text) is not null => ScalarKind.Float,
        _ => ScalarKind.Text,
    };

    public static bool? Boolean(string text) => text switch
    {
        "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON" => true,
        "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF" => false,
        _ => null,
    };

    /// <returns>The whole number that a text means, or null.</returns>
    public static Int128? Integer(string text)
    {
        var digits = text.AsSpan();
        var negative = digits is ['-', ..];
        if (digits is ['+' or '-', ..]) digits = digits[1..];
        if (digits.Contains('_')) digits = digits.ToString().Replace("_", "", StringComparison.Ordinal);
        if (digits.Length is 0 or > 40 || !char.IsAsciiDigit(digits[0])) return null;
        var value = digits switch
        {
            ['0', 'x' or 'X', ..] => Parse(digits[2..], 16),
            ['0', 'b' or 'B', ..] => Parse(digits[2..], 2),
            ['0', 'o' or 'O', ..] => Parse(digits[2..], 8),
            ['0', _, ..] => Parse(digits[1..], 8),
            _ => Parse(digits, 10),
        };
        return negative ? -value : value;
    }

    /// <returns>The number that a text means, or null. Not-a-number and the infinities are numbers in YAML.</returns>
    public static double? Float(string text)
    {
        if (text is ".nan" or ".NaN" or ".NAN") return double.NaN;
        if (text is ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF") return double.PositiveInfinity;
        if (text is "-.inf" or "-.Inf" or "-.INF") return double.NegativeInfinity;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c) && c is not ('+' or '-' or '.' or 'e' or 'E')) return null;
        }
        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out var value) ? value : null;
    }

    private static Int128? Parse(ReadOnlySpan<char> digits, int radix)
    {
        if (digits.IsEmpty) return null;
        Int128 value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix || value > (Int128)ulong.MaxValue * 1000) return null;
            value = (value * radix) + digit;
        }
        return value;
    }
}
