using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Spec: istio.security.v1beta1.AuthorizationPolicy.</summary>
public sealed record AuthorizationPolicy
{
    public WorkloadLabelSelector? Selector { get; init; }

    public PolicyTargetReference? TargetRef { get; init; }

    public ValueList<PolicyTargetReference>? TargetRefs { get; init; }

    public ValueList<Rule>? Rules { get; init; }

    public AuthorizationPolicyAction? Action { get; init; }

    public AuthorizationPolicyExtensionProvider? Provider { get; init; }
}

public enum AuthorizationPolicyAction
{
    Allow,
    Deny,
    Audit,
    Custom,
}

public sealed record AuthorizationPolicyExtensionProvider
{
    public string? Name { get; init; }
}

public sealed record Rule
{
    public ValueList<From>? From { get; init; }

    public ValueList<To>? To { get; init; }

    public ValueList<Condition>? When { get; init; }
}

public sealed record From
{
    public Source? Source { get; init; }
}

public sealed record To
{
    public Operation? Operation { get; init; }
}

public sealed record Source
{
    public ValueList<string>? Principals { get; init; }

    public ValueList<string>? NotPrincipals { get; init; }

    public ValueList<string>? RequestPrincipals { get; init; }

    public ValueList<string>? NotRequestPrincipals { get; init; }

    public ValueList<string>? Namespaces { get; init; }

    public ValueList<string>? NotNamespaces { get; init; }

    public ValueList<string>? IpBlocks { get; init; }

    public ValueList<string>? NotIpBlocks { get; init; }

    public ValueList<string>? RemoteIpBlocks { get; init; }

    public ValueList<string>? NotRemoteIpBlocks { get; init; }

    public ValueList<string>? ServiceAccounts { get; init; }

    public ValueList<string>? NotServiceAccounts { get; init; }

    public ValueList<string>? TrustDomains { get; init; }

    public ValueList<string>? NotTrustDomains { get; init; }
}

public sealed record Operation
{
    public ValueList<string>? Hosts { get; init; }

    public ValueList<string>? NotHosts { get; init; }

    public ValueList<string>? Ports { get; init; }

    public ValueList<string>? NotPorts { get; init; }

    public ValueList<string>? Methods { get; init; }

    public ValueList<string>? NotMethods { get; init; }

    public ValueList<string>? Paths { get; init; }

    public ValueList<string>? NotPaths { get; init; }
}

public sealed record Condition
{
    public string? Key { get; init; }

    public ValueList<string>? Values { get; init; }

    public ValueList<string>? NotValues { get; init; }
}
