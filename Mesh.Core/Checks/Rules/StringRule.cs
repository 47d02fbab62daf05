using System.Text;
using System.Text.RegularExpressions;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>Rules about text. Lengths count Unicode code points, <c>*_bytes</c> the bytes of its UTF-8.</summary>
internal static class StringRule
{
    private delegate string? Check(string text);

    /// <exception cref="NotSupportedException">Well-known forms (<c>email</c>, <c>uri</c>, …) other than header names and values: the contracts use none.</exception>
    public static Func<object, string?>? Compile(StringRules rules)
    {
        Check[] checks = [.. Lengths(rules), .. Contents(rules), .. WellKnown(rules)];
        if (checks.Length == 0) return null;
        return value =>
        {
            var text = (string)value;
            if (rules.IgnoreEmpty && text.Length == 0) return null;
            foreach (var check in checks)
            {
                if (check(text) is { } reason) return reason;
            }
            return null;
        };
    }

    private static IEnumerable<Check> Lengths(StringRules rules)
    {
        if (rules.HasLen) yield return text => Runes(text) == rules.Len ? null : $"must be {rules.Len} characters long, is {Runes(text)}";
        if (rules is { HasMinLen: true, MinLen: 1 }) yield return text => text.Length > 0 ? null : "must not be empty";
        else if (rules.HasMinLen) yield return text => Runes(text) >= rules.MinLen ? null : $"must be at least {rules.MinLen} characters long, is {Runes(text)}";
        if (rules.HasMaxLen) yield return text => Runes(text) <= rules.MaxLen ? null : $"must be at most {rules.MaxLen} characters long, is {Runes(text)}";
        if (rules.HasLenBytes) yield return text => Bytes(text) == rules.LenBytes ? null : $"must be {rules.LenBytes} bytes long, is {Bytes(text)}";
        if (rules.HasMinBytes) yield return text => Bytes(text) >= rules.MinBytes ? null : $"must be at least {rules.MinBytes} bytes long, is {Bytes(text)}";
        if (rules.HasMaxBytes) yield return text => Bytes(text) <= rules.MaxBytes ? null : $"must be at most {rules.MaxBytes} bytes long, is {Bytes(text)}";
    }

    private static IEnumerable<Check> Contents(StringRules rules)
    {
        if (rules.HasConst) yield return text => text == rules.Const ? null : $"must be '{rules.Const}'";
        if (rules.HasPattern)
        {
            var pattern = new Regex(rules.Pattern, RegexOptions.CultureInvariant);
            yield return text => pattern.IsMatch(text) ? null : $"must match {rules.Pattern}, is '{text}'";
        }
        if (rules.HasPrefix) yield return text => text.StartsWith(rules.Prefix, StringComparison.Ordinal) ? null : $"must begin with '{rules.Prefix}'";
        if (rules.HasSuffix) yield return text => text.EndsWith(rules.Suffix, StringComparison.Ordinal) ? null : $"must end with '{rules.Suffix}'";
        if (rules.HasContains) yield return text => text.Contains(rules.Contains, StringComparison.Ordinal) ? null : $"must contain '{rules.Contains}'";
        if (rules.HasNotContains) yield return text => !text.Contains(rules.NotContains, StringComparison.Ordinal) ? null : $"must not contain '{rules.NotContains}'";
        if (rules.In.Count > 0) yield return text => rules.In.Contains(text) ? null : $"must be one of {string.Join(", ", rules.In)}, is '{text}'";
        if (rules.NotIn.Count > 0) yield return text => !rules.NotIn.Contains(text) ? null : $"must not be '{text}'";
    }

    private static IEnumerable<Check> WellKnown(StringRules rules)
    {
        switch (rules.WellKnownCase)
        {
            case StringRules.WellKnownOneofCase.None:
                return [];
            case StringRules.WellKnownOneofCase.WellKnownRegex when rules.WellKnownRegex == KnownRegex.HttpHeaderName:
                return [text => HeaderText.IsName(text, rules.Strict) ? null : $"'{text}' is no name of an HTTP header"];
            case StringRules.WellKnownOneofCase.WellKnownRegex when rules.WellKnownRegex == KnownRegex.HttpHeaderValue:
                return [text => HeaderText.IsValue(text, rules.Strict) ? null : "is no value of an HTTP header: it holds a control character"];
            default:
                throw new NotSupportedException($"text rules {rules}");
        }
    }

    private static ulong Runes(string text)
    {
        var count = 0UL;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static ulong Bytes(string text) => (ulong)Encoding.UTF8.GetByteCount(text);
}
