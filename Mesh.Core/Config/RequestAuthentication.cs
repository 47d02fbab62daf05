using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.security.v1beta1.RequestAuthentication.</summary>
public sealed record RequestAuthentication
{
    public WorkloadLabelSelector? Selector { get; init; }

    public PolicyTargetReference? TargetRef { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public ValueList<JwtRule>? JwtRules { get; init; }
}

public sealed record JwtRule
{
    public string? Issuer { get; init; }

    public ValueList<string>? Audiences { get; init; }

    [ConfigAlias("jwks_uri")]
    public string? JwksUri { get; init; }

    public string? Jwks { get; init; }

    public ValueList<JwtHeader>? FromHeaders { get; init; }

    public ValueList<string>? FromParams { get; init; }

    public ValueList<string>? FromCookies { get; init; }

    public string? OutputPayloadToHeader { get; init; }

    public bool? ForwardOriginalToken { get; init; }

    public ValueList<ClaimToHeader>? OutputClaimToHeaders { get; init; }

    public TimeSpan? Timeout { get; init; }

    public ValueList<string>? SpaceDelimitedClaims { get; init; }

    public JwtRulePresence? Presence { get; init; }
}

public enum JwtRulePresence
{
    Optional,
    Required,
}

public sealed record JwtHeader
{
    public string? Name { get; init; }

    public string? Prefix { get; init; }
}

public sealed record ClaimToHeader
{
    public string? Header { get; init; }

    public string? Claim { get; init; }
}
