using System.Net;
using System.Text.RegularExpressions;

namespace Mesh.Core.Config.Validation;

/// <summary>Which texts are names of the domain name system, by Kubernetes' and Istio's reading of it.</summary>
public static partial class Dns
{
    private const int MaxNameLength = 255;
    private const int MaxLabelLength = 63;

    public static bool IsLabel(string text) => text.Length <= MaxLabelLength && Label().IsMatch(text);

    /// <returns>Why the text is no full name; null when it is one. A single label will do, and a dot at the end.</returns>
    public static string? NameProblem(string text) => LengthProblem(text) ?? LabelsProblem(text);

    /// <returns>Why the text is no name, nor one whose first label is or begins with *; null when it is one.</returns>
    public static string? WildcardProblem(string text)
    {
        if (LengthProblem(text) is { } problem) return problem;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        var first = dot < 0 ? text : text[..dot];
        if (first.Length > MaxLabelLength || !WildcardLabel().IsMatch(first))
        {
            return $"\"{text}\" is not a domain name (label \"{first}\"); a wildcard may only stand first, as in *.example.com";
        }
        return dot < 0 ? null : LabelsProblem(text[(dot + 1)..]);
    }

    /// <summary>The wildcard is only a part of the first label: *-cart.shop.test.</summary>
    public static bool HasPartialWildcard(string host) => host.Contains('*', StringComparison.Ordinal) && host.Length > 1 && !host.StartsWith("*.", StringComparison.Ordinal);

    public static bool IsAddress(string text) => IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text == address.ToString());

    private static string? LengthProblem(string text) => text.Length switch
    {
        0 => "must not be empty",
        > MaxNameLength => $"has {text.Length} characters; a domain name has at most {MaxNameLength}",
        _ => null,
    };

    private static string? LabelsProblem(string text)
    {
        var labels = (text.EndsWith('.') ? text[..^1] : text).Split('.');
        if (labels.FirstOrDefault(x => !IsLabel(x)) is { } bad)
        {
            return $"\"{text}\" is not a domain name (label \"{bad}\"): letters, digits and - inside, at most {MaxLabelLength} each";
        }
        return labels[^1].All(char.IsAsciiDigit) ? $"\"{text}\" is not a domain name: its last label must not be all digits" : null;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:\*|(?:\*-?)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)\z")]
    private static partial Regex WildcardLabel();
}
