using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What a request must look like to take an http route.</summary>
internal static class HttpMatchValidator
{
    /// <summary>Stands for a claim of a verified token instead of a header.</summary>
    private const string ClaimPrefix = "@request.auth.claims";

    public static void Validate(string field, HttpMatchRequest match, ValueList<string> gateways, Findings findings)
    {
        findings.StringMatch($"{field}.uri", match.Uri, allowsEmptyPrefix: true);
        findings.StringMatch($"{field}.scheme", match.Scheme, allowsEmptyPrefix: true);
        findings.StringMatch($"{field}.method", match.Method, allowsEmptyPrefix: true);
        findings.StringMatch($"{field}.authority", match.Authority, allowsEmptyPrefix: true);
        Headers($"{field}.headers", match.Headers, gateways, findings);
        // A regex * among the headers that must be missing means the header, whatever it says.
        Headers($"{field}.withoutHeaders", Without(match.WithoutHeaders), gateways, findings);
        foreach (var (name, value) in match.QueryParams ?? ValueMap<StringMatch>.Empty) findings.StringMatch($"{field}.queryParams[\"{name}\"]", value);
        if (match.Port is { } port and not 0) findings.Port($"{field}.port", port);
        findings.Labels($"{field}.sourceLabels", match.SourceLabels);
        findings.Gateways($"{field}.gateways", match.Gateways);
        if (match.SourceNamespace is { Length: > 0 } ns && !Dns.IsLabel(ns)) findings.Error($"{field}.sourceNamespace", $"\"{ns}\" is not a namespace");
    }

    private static ValueMap<StringMatch> Without(ValueMap<StringMatch>? headers) =>
        ValueMap<StringMatch>.From((headers ?? ValueMap<StringMatch>.Empty).Where(x => x.Value.Regex != "*"));

    private static void Headers(string field, ValueMap<StringMatch>? headers, ValueList<string> gateways, Findings findings)
    {
        foreach (var (name, value) in headers ?? ValueMap<StringMatch>.Empty)
        {
            var header = $"{field}[\"{name}\"]";
            if (!name.StartsWith(ClaimPrefix, StringComparison.Ordinal)) findings.HeaderName(header, name, allowsPseudo: true);
            else if (gateways.Count == 0 || gateways.Contains(GatewayNames.Mesh))
            {
                findings.Error(header, "routing by a token's claims is for gateways; name gateways, without mesh");
            }
            findings.StringMatch(header, value);
        }
    }
}
