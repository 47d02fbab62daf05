using Envoy.Config.Rbac.V3;
using Mesh.Core.Explain.Matching;
using Kind = Envoy.Config.Rbac.V3.Principal.IdentifierOneofCase;

namespace Mesh.Core.Explain.Filters;

/// <summary>envoy.config.rbac.v3.Principal: who does it.</summary>
internal static class Principals
{
    /// <returns>null when the client is one, else why not.</returns>
    public static string? WhyNot(Principal principal, RequestFacts facts) => principal.IdentifierCase switch
    {
        Kind.AndIds => principal.AndIds.Ids.Select(x => WhyNot(x, facts)).FirstOrDefault(x => x is not null),
        Kind.OrIds => Permissions.Any(principal.OrIds.Ids.Select(x => WhyNot(x, facts))),
        Kind.NotId => WhyNot(principal.NotId, facts) is null ? $"{Describe(principal.NotId)} is excluded" : null,
        Kind.Any => principal.Any ? null : "it is for nobody",
        Kind.Authenticated => Identity(principal.Authenticated, facts.Connection.Tls?.Peer),
        Kind.DirectRemoteIp => Address(principal.DirectRemoteIp, facts.Connection.Source),
        Kind.RemoteIp => Address(principal.RemoteIp, facts.Remote),
        Kind.Header => facts.Headers is null ? "the connection is not HTTP" : HeaderMatching.WhyNot(principal.Header, facts.Headers),
        Kind.UrlPath => facts.Headers is { } headers && StringMatching.Matches(principal.UrlPath.Path, headers.PathWithoutQuery) ? null : "the path is another one",
        Kind.Metadata => MetadataMatching.WhyNot(principal.Metadata, facts.Metadata),
        _ => $"it asks for {principal.IdentifierCase}, which can not be evaluated here",
    };

    private static string? Identity(Principal.Types.Authenticated authenticated, string? peer)
    {
        if (peer is null) return "the client shows no certificate";
        if (authenticated.PrincipalName is null) return null;
        return StringMatching.Matches(authenticated.PrincipalName, peer) ? null : $"the client is {peer}, and must be {StringMatching.Describe(authenticated.PrincipalName)}";
    }

    private static string? Address(Envoy.Config.Core.V3.CidrRange range, System.Net.IPAddress? address) =>
        AddressRange.Contains(range, address) ? null : $"the client's address {address?.ToString() ?? "is unknown, and"} is not in {AddressRange.Describe(range)}";

    private static string Describe(Principal principal) => principal.IdentifierCase switch
    {
        Kind.Authenticated => "this client",
        Kind.DirectRemoteIp or Kind.RemoteIp => "this client's address",
        Kind.Metadata => "this claim",
        Kind.Header => $"this value of header {principal.Header.Name}",
        Kind.OrIds when principal.OrIds.Ids.Count > 0 => Describe(principal.OrIds.Ids[0]),
        Kind.AndIds when principal.AndIds.Ids.Count > 0 => Describe(principal.AndIds.Ids[0]),
        Kind.Any => "everybody",
        _ => "this",
    };
}
