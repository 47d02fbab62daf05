using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Checks of single fields that many kinds share.</summary>
internal static partial class FieldChecks
{
    private const int MaxLabelNameLength = 63;

    private static readonly string[] PseudoHeaders = [":method", ":scheme", ":authority", ":path", ":status"];

    public static void Port(this Findings findings, string field, long port)
    {
        if (port is < 1 or > 65535) findings.Error(field, $"must be a port from 1 to 65535, not {port}");
    }

    public static void Required(this Findings findings, string field, object? value)
    {
        if (value is null or "") findings.Error(field, "is missing");
    }

    public static void NotNegative(this Findings findings, string field, long? value)
    {
        if (value < 0) findings.Error(field, $"must not be negative, but is {value}");
    }

    public static void Between(this Findings findings, string field, long? value, long least, long most)
    {
        if (value < least || value > most) findings.Error(field, $"must be from {least} to {most}, not {value}");
    }

    /// <summary>Envoy counts in millionths.</summary>
    public static void Percentage(this Findings findings, string field, Percent? percent)
    {
        if (percent?.Value is { } value && value != 0 && value is < 0.0001 or > 100)
        {
            findings.Error($"{field}.value", $"must be 0, or from 0.0001 to 100, not {value.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    public static void WildcardDomain(this Findings findings, string field, string? host)
    {
        if (Dns.WildcardProblem(host ?? "") is { } problem) findings.Error(field, problem);
    }

    public static void Domain(this Findings findings, string field, string? host)
    {
        if (Dns.NameProblem(host ?? "") is { } problem) findings.Error(field, problem);
    }

    public static void Subnet(this Findings findings, string field, string subnet)
    {
        if (SubnetProblem(subnet) is { } problem) findings.Error(field, problem);
    }

    /// <returns>Why a text is neither an address nor a CIDR block, or null.</returns>
    public static string? SubnetProblem(string text) =>
        IsSubnet(text) ? null : $"must be an IP address or a CIDR block such as 10.0.0.0/8, not \"{text}\"";

    private static bool IsSubnet(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return Dns.IsAddress(text);
        return Dns.IsAddress(text[..slash])
            && IPAddress.TryParse(text[..slash], out var address)
            && !text[..slash].Contains('%', StringComparison.Ordinal)
            && int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= address.GetAddressBytes().Length * 8;
    }

    public static void AtMost<T>(this Findings findings, string field, IReadOnlyCollection<T>? items, int most)
    {
        if (items?.Count > most) findings.Error(field, $"takes at most {most}, not {items.Count}");
    }

    public static void MaxLength(this Findings findings, string field, string? text, int most)
    {
        if (text?.Length > most) findings.Error(field, $"has {text.Length} characters; at most {most} are allowed");
    }

    /// <summary>Kubernetes' labels: a name with an optional prefix, and a value.</summary>
    public static void Labels(this Findings findings, string field, ValueMap<string>? labels)
    {
        foreach (var (key, value) in labels ?? ValueMap<string>.Empty)
        {
            if (!IsLabelKey(key))
            {
                findings.Error(field, $"\"{key}\" is not a label's name: letters, digits, - _ and . inside, at most {MaxLabelNameLength}, after an optional prefix and /");
            }
            if (value.Length > MaxLabelNameLength || !LabelValue().IsMatch(value))
            {
                findings.Error(field, $"\"{value}\" is not a label's value: letters, digits, - _ and . inside, at most {MaxLabelNameLength}");
            }
        }
    }

    /// <summary>What a policy applies to: no wildcards, and a selector without labels is more than it looks.</summary>
    public static void Selector(this Findings findings, string field, ValueMap<string>? labels)
    {
        if (labels is null || labels.Count == 0) findings.Warn(field, "selects by no label, so it applies to all workloads");
        foreach (var (key, value) in labels ?? ValueMap<string>.Empty)
        {
            if (key.Length == 0) findings.Error(field, "a label's name must not be empty");
            if (key.Contains('*', StringComparison.Ordinal) || value.Contains('*', StringComparison.Ordinal)) findings.Error(field, $"wildcards are not supported: {key}={value}");
            if (value.Length > MaxLabelNameLength) findings.Error(field, $"a label's value has at most {MaxLabelNameLength} characters: {key}");
        }
    }

    /// <param name="allowsPseudo">Whether HTTP/2's own names are meant too.</param>
    public static void HeaderName(this Findings findings, string field, string name, bool allowsPseudo = false)
    {
        if (name.Length == 0) findings.Error(field, "a header needs a name");
        else if (!(allowsPseudo && PseudoHeaders.Contains(name)) && !Header().IsMatch(name)) findings.Error(field, $"\"{name}\" is not a header's name");
    }

    public static void Regex(this Findings findings, string field, string pattern)
    {
        if (Re2.Problem(pattern) is { } problem) findings.Error(field, problem);
    }

    public static void StringMatch(this Findings findings, string field, StringMatch? match, bool allowsEmptyPrefix = false)
    {
        if (match is null) return;
        findings.AtMostOne(field, ("exact", match.Exact), ("prefix", match.Prefix), ("regex", match.Regex));
        if (match.Prefix == "" && !allowsEmptyPrefix) findings.Error($"{field}.prefix", "must not be empty");
        if (match.Regex is { } regex) findings.Regex($"{field}.regex", regex);
    }

    /// <summary>A oneof: fields that exclude each other, even when they are written empty.</summary>
    public static void AtMostOne(this Findings findings, string field, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        var written = new List<string>();
        foreach (var (name, value) in fields)
        {
            if (value is not null) written.Add(name);
        }
        if (written.Count > 1) findings.Error(field, $"takes only one of {string.Join(" and ", written)}");
    }

    public static bool IsLabelKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && Dns.NameProblem(key[..slash]) is not null) return false;
        var name = key[(slash + 1)..];
        return name.Length is > 0 and <= MaxLabelNameLength && LabelName().IsMatch(name);
    }

    /// <summary>RFC 9110's token.</summary>
    [GeneratedRegex(@"^[-!#$%&'*+.^_`|~a-zA-Z0-9]+\z")]
    private static partial Regex Header();

    [GeneratedRegex(@"^[a-zA-Z0-9](?:[-._a-zA-Z0-9]*[a-zA-Z0-9])?\z")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^(?:[a-zA-Z0-9](?:[-._a-zA-Z0-9]*[a-zA-Z0-9])?)?\z")]
    private static partial Regex LabelValue();
}
