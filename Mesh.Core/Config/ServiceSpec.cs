using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What a mesh needs of a Kubernetes Service: its spec, and of its status the load balancer's addresses.</summary>
public sealed record ServiceSpec
{
    public string? Type { get; init; }

    public string? ClusterIP { get; init; }

    public ValueList<string>? ClusterIPs { get; init; }

    public ValueList<string>? ExternalIPs { get; init; }

    public string? ExternalName { get; init; }

    public ValueMap<string>? Selector { get; init; }

    public ValueList<ServiceSpecPort>? Ports { get; init; }

    public bool? PublishNotReadyAddresses { get; init; }

    public ValueList<string>? IpFamilies { get; init; }

    public string? IpFamilyPolicy { get; init; }

    public string? InternalTrafficPolicy { get; init; }

    public string? ExternalTrafficPolicy { get; init; }

    public string? TrafficDistribution { get; init; }

    public string? SessionAffinity { get; init; }

    public string? LoadBalancerIP { get; init; }

    [FromStatus]
    public ServiceStatus? Status { get; init; }
}

public sealed record ServiceSpecPort
{
    public string? Name { get; init; }

    public string? Protocol { get; init; }

    public string? AppProtocol { get; init; }

    public int? Port { get; init; }

    public IntOrString? TargetPort { get; init; }

    public int? NodePort { get; init; }
}

public sealed record ServiceStatus
{
    public LoadBalancerStatus? LoadBalancer { get; init; }
}

public sealed record LoadBalancerStatus
{
    public ValueList<LoadBalancerIngress>? Ingress { get; init; }
}

public sealed record LoadBalancerIngress
{
    public string? Ip { get; init; }

    public string? Hostname { get; init; }
}
