using Envoy.Config.Rbac.V3;
using Envoy.Extensions.Path.Match.UriTemplate.V3;
using Mesh.Core.Explain.Matching;
using Kind = Envoy.Config.Rbac.V3.Permission.RuleOneofCase;

namespace Mesh.Core.Explain.Filters;

/// <summary>envoy.config.rbac.v3.Permission: what is done.</summary>
internal static class Permissions
{
    /// <returns>null when the request has it, else what it lacks.</returns>
    public static string? WhyNot(Permission permission, RequestFacts facts) => permission.RuleCase switch
    {
        Kind.AndRules => permission.AndRules.Rules.Select(x => WhyNot(x, facts)).FirstOrDefault(x => x is not null),
        Kind.OrRules => Any(permission.OrRules.Rules.Select(x => WhyNot(x, facts))),
        Kind.NotRule => WhyNot(permission.NotRule, facts) is null ? $"{Describe(permission.NotRule)} is excluded" : null,
        Kind.Any => permission.Any ? null : "it permits nothing",
        Kind.Header => facts.Headers is null ? "the connection is not HTTP" : HeaderMatching.WhyNot(permission.Header, facts.Headers),
        Kind.UrlPath => facts.Headers is null ? "the connection is not HTTP" : Path(permission.UrlPath.Path, facts.Headers.PathWithoutQuery),
        Kind.UriTemplate => facts.Headers is null ? "the connection is not HTTP" : Template(permission.UriTemplate.TypedConfig, facts.Headers.PathWithoutQuery),
        Kind.DestinationIp => AddressRange.Contains(permission.DestinationIp, facts.Connection.Destination) ? null : $"the destination {Name(facts.Connection.Destination)} is not in {AddressRange.Describe(permission.DestinationIp)}",
        Kind.DestinationPort => permission.DestinationPort == facts.Connection.Port ? null : $"the port is {facts.Connection.Port}, and must be {permission.DestinationPort}",
        Kind.DestinationPortRange => facts.Connection.Port >= permission.DestinationPortRange.Start && facts.Connection.Port < permission.DestinationPortRange.End
            ? null : $"the port {facts.Connection.Port} is not from {permission.DestinationPortRange.Start} to below {permission.DestinationPortRange.End}",
        Kind.Metadata => MetadataMatching.WhyNot(permission.Metadata, facts.Metadata),
        Kind.RequestedServerName => StringMatching.Matches(permission.RequestedServerName, facts.Connection.Tls?.Sni ?? "")
            ? null : $"the server name is \"{facts.Connection.Tls?.Sni}\", and must be {StringMatching.Describe(permission.RequestedServerName)}",
        _ => $"it asks for {permission.RuleCase}, which can not be evaluated here",
    };

    public static string? Any(IEnumerable<string?> reasons)
    {
        var all = reasons.ToList();
        if (all.Exists(x => x is null)) return null;
        return all.Count == 0 ? "it lists nothing" : string.Join("; ", all.Distinct().Take(MostReasons)) + (all.Count > MostReasons ? $"; and {all.Count - MostReasons} more" : "");
    }

    private const int MostReasons = 4;

    private static string Name(System.Net.IPAddress? address) => address?.ToString() ?? "address";

    private static string? Path(Envoy.Type.Matcher.V3.StringMatcher matcher, string path) =>
        StringMatching.Matches(matcher, path) ? null : $"the path is {path}, and must be {StringMatching.Describe(matcher)}";

    private static string? Template(Google.Protobuf.WellKnownTypes.Any? config, string path)
    {
        if (config?.Is(UriTemplateMatchConfig.Descriptor) != true) return "its path is for an extension to decide";
        var template = config.Unpack<UriTemplateMatchConfig>().PathTemplate;
        return UriTemplate.Matches(template, path) ? null : $"the path is {path}, and must be like {template}";
    }

    private static string Describe(Permission permission) => permission.RuleCase switch
    {
        Kind.Header => permission.Header.Name switch { ":method" => "this method", ":authority" => "this host", var name => $"this value of header {name}" },
        Kind.UrlPath or Kind.UriTemplate => "this path",
        Kind.DestinationPort or Kind.DestinationPortRange => "this port",
        Kind.OrRules when permission.OrRules.Rules.Count > 0 => Describe(permission.OrRules.Rules[0]),
        Kind.AndRules when permission.AndRules.Rules.Count > 0 => Describe(permission.AndRules.Rules[0]),
        Kind.Any => "everything",
        _ => "this",
    };
}
