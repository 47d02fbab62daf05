using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>How a client finds the endpoints of a service.</summary>
public enum ServiceResolution
{
    /// <summary>The control plane knows the endpoints (EDS).</summary>
    ClientSideLb,
    /// <summary>STRICT_DNS.</summary>
    DnsLb,
    /// <summary>LOGICAL_DNS.</summary>
    DnsRoundRobinLb,
    /// <summary>The original destination of the connection.</summary>
    Passthrough,
    /// <summary>Another service's name (ExternalName).</summary>
    Alias,
    /// <summary>The host of the request, resolved by the proxy.</summary>
    DynamicDns,
}

public enum ServiceRegistry
{
    Kubernetes,
    /// <summary>From a ServiceEntry.</summary>
    External,
}

/// <summary>
/// A host that proxies may call. One ServiceEntry makes one of these for each of its hosts and addresses, as in Istio, so a host may have several.
/// Compared by reference: an unchanged object keeps its service from one revision to the next.
/// </summary>
public sealed class Service
{
    private const string PersistentSessionLabel = "istio.io/persistent-session";

    private IReadOnlyList<ServicePort> _ports = [];
    private Service? _whole;

    /// <summary>Fully qualified, or a wildcard of a ServiceEntry.</summary>
    public required string Host { get; init; }

    public required string Name { get; init; }

    public required string Namespace { get; init; }

    public required ServiceRegistry Registry { get; init; }

    public required ServiceResolution Resolution { get; init; }

    public required IReadOnlyList<ServicePort> Ports { get => _ports; init => _ports = value; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>The object that it was read from.</summary>
    public required ConfigKey Origin { get; init; }

    /// <summary>Cluster IPs, or the one address (or CIDR) of a ServiceEntry. Empty: none, listeners bind the wildcard address.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Auto-allocated addresses of a ServiceEntry without addresses (its status).</summary>
    public IReadOnlyList<string> AutoAllocatedAddresses { get; init; } = [];

    public bool MeshExternal { get; init; }

    public bool Headless { get; init; }

    /// <summary>Namespaces that see it: <c>*</c>, <c>.</c>, <c>~</c> or names. Never empty.</summary>
    public required IReadOnlyList<string> ExportTo { get; init; }

    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    public ValueMap<string> Annotations { get; init; } = ValueMap<string>.Empty;

    /// <summary>Labels of the pods that stand behind it; null when the endpoints are made by hand.</summary>
    public ValueMap<string>? Selector { get; init; }

    /// <summary>Identities that clients accept besides those of the endpoints: SPIFFE ids or, of a ServiceEntry, subjectAltNames.</summary>
    public IReadOnlyList<string> SubjectAltNames { get; init; } = [];

    /// <summary>Of an ExternalName service: the name that it stands for.</summary>
    public string? ExternalName { get; init; }

    /// <summary>trafficDistribution or its annotation: <c>PreferClose</c>, <c>PreferSameZone</c>, <c>PreferSameNode</c>; null when unset.</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary>internalTrafficPolicy: Local.</summary>
    public bool NodeLocal { get; init; }

    public bool PublishNotReadyAddresses { get; init; }

    /// <summary>External and load-balancer addresses, which make the service's port reachable from outside too.</summary>
    public IReadOnlyList<string> ExternalAddresses { get; init; } = [];

    /// <summary>Of a service of type NodePort: the port of each node, by the service's own.</summary>
    public IReadOnlyDictionary<int, int> NodePorts { get; init; } = new Dictionary<int, int>();

    /// <summary>Requests of one session stay with one endpoint, also while it goes away.</summary>
    public bool KeepsSessions => Labels.ContainsKey(PersistentSessionLabel);

    /// <summary>Ports by number; the first of a number wins.</summary>
    public ServicePort? Port(int number)
    {
        foreach (var port in Ports)
        {
            if (port.Number == number) return port;
        }
        return null;
    }

    public ServicePort? Port(string name)
    {
        foreach (var port in Ports)
        {
            if (port.Name == name) return port;
        }
        return null;
    }

    /// <summary>The service with all its ports, whose reference stays from revision to revision: itself, unless it was narrowed.</summary>
    public Service Whole => _whole ?? this;

    /// <summary>The same service with other ports (a Sidecar may import only some).</summary>
    public Service WithPorts(IReadOnlyList<ServicePort> ports)
    {
        var copy = (Service)MemberwiseClone();
        copy._ports = ports;
        copy._whole = Whole;
        return copy;
    }

    public override string ToString() => $"{Host} ({Origin})";
}

/// <summary>One port of a <see cref="Model.Service"/>. Compared by reference.</summary>
/// <param name="TargetPort">The workload's port as a number or a name; null when it equals <paramref name="Number"/>.</param>
public sealed class ServicePort(int number, string name, Protocol protocol, string? targetPort = null)
{
    public int Number { get; } = number;

    public string Name { get; } = name;

    public Protocol Protocol { get; } = protocol;

    public string? TargetPort { get; } = targetPort;

    /// <summary>The workload's port where the target is a number, else the port's own.</summary>
    public int WorkloadNumber => int.TryParse(TargetPort, out var target) ? target : Number;

    public override string ToString() => $"{Name}:{Number}/{Protocol}";
}
