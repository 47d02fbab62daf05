using System.Buffers;
using Mesh.Core.Values;

namespace Mesh.Core.Security;

/// <summary>A workload's identity, <c>spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT</c>: each part checked, so that none of them can pose as another.</summary>
public sealed record SpiffeId
{
    private const string Scheme = "spiffe://";
    private const int LongestPart = 253;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private SpiffeId(string trustDomain, string @namespace, string serviceAccount)
    {
        TrustDomain = trustDomain;
        Namespace = @namespace;
        ServiceAccount = serviceAccount;
    }

    public string TrustDomain { get; }

    public string Namespace { get; }

    public string ServiceAccount { get; }

    /// <summary>The names are Kubernetes' own: lower-case letters, digits, <c>-</c> and <c>.</c>; an @ in a trust domain becomes a dot, as in Istio.</summary>
    public static (SpiffeId? Id, ConfigError? Error) Of(string trustDomain, string @namespace, string serviceAccount)
    {
        var domain = trustDomain.Replace('@', '.');
        if (Complaint(domain) is { } badDomain) return (null, new("trustDomain", badDomain));
        if (Complaint(@namespace) is { } badNamespace) return (null, new("namespace", badNamespace));
        if (Complaint(serviceAccount) is { } badAccount) return (null, new("SERVICE_ACCOUNT", badAccount));
        return (new(domain, @namespace, serviceAccount), null);
    }

    /// <returns>null for what is not exactly <c>spiffe://TRUST-DOMAIN/ns/NAMESPACE/sa/ACCOUNT</c>.</returns>
    public static SpiffeId? Parse(string uri)
    {
        if (!uri.StartsWith(Scheme, StringComparison.Ordinal)) return null;
        return uri[Scheme.Length..].Split('/') is [var domain, "ns", var @namespace, "sa", var account] && !domain.Contains('@') ? Of(domain, @namespace, account).Id : null;
    }

    public override string ToString() => $"spiffe://{TrustDomain}/ns/{Namespace}/sa/{ServiceAccount}";

    private static string? Complaint(string part)
    {
        if (part.Length is 0 or > LongestPart) return $"has {part.Length} characters; 1 to {LongestPart} are allowed";
        return part.AsSpan().ContainsAnyExcept(Allowed) ? $"\"{part}\" holds characters other than lower-case letters, digits, \"-\" and \".\"" : null;
    }
}
