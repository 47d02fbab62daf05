using System.Buffers;

namespace Mesh.Core.Checks.Rules;

/// <summary>
/// What protoc-gen-validate lets through as the name and the value of an HTTP header: strictly a token (RFC 7230), a pseudo-header with one leading
/// colon, and no control characters in the value; or loosely anything without NUL, CR and LF.
/// </summary>
internal static class HeaderText
{
    private static readonly SearchValues<char> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\0\r\n");

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Append(0x7f).Select(x => (char)x).Where(x => x != '\t')]);

    public static bool IsName(string text, bool strict)
    {
        if (!strict) return !text.AsSpan().ContainsAny(LineBreaks);
        var token = text.AsSpan(text.StartsWith(':') ? 1 : 0);
        return token.Length > 0 && !token.ContainsAnyExcept(Token);
    }

    public static bool IsValue(string text, bool strict) => !text.AsSpan().ContainsAny(strict ? Controls : LineBreaks);
}
