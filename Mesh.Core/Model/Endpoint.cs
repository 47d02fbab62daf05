using Mesh.Core.Values;

namespace Mesh.Core.Model;

public enum EndpointHealth
{
    Healthy,
    Unhealthy,
    Draining,
}

/// <summary>One address behind one port of a service. Compared by content, so that a re-read slice that says the same changes nothing.</summary>
public sealed record Endpoint
{
    /// <summary>An IP address, a DNS name, or <c>unix://</c> and a path.</summary>
    public required string Address { get; init; }

    /// <summary>The port of the workload.</summary>
    public required int Port { get; init; }

    /// <summary>Names the <see cref="ServicePort"/> that it stands behind.</summary>
    public required string ServicePortName { get; init; }

    public required string Namespace { get; init; }

    public ValueMap<string> Labels { get; init; } = ValueMap<string>.Empty;

    /// <summary>The SPIFFE id, empty when unknown.</summary>
    public string Identity { get; init; } = "";

    public string ServiceAccount { get; init; } = "";

    public string Network { get; init; } = "";

    public string ClusterId { get; init; } = "";

    public Locality Locality { get; init; } = Locality.Unknown;

    /// <summary>0 means unset, which counts as 1.</summary>
    public uint Weight { get; init; }

    public EndpointHealth Health { get; init; }

    /// <summary>True when the workload has a sidecar that speaks Istio's mutual TLS (label security.istio.io/tlsMode=istio).</summary>
    public bool TlsModeIstio { get; init; }

    public string WorkloadName { get; init; } = "";

    public string NodeName { get; init; } = "";

    public string HostName { get; init; } = "";

    public string SubDomain { get; init; } = "";

    /// <summary>Pod name behind it, empty for others.</summary>
    public string PodName { get; init; } = "";

    /// <summary>True for an endpoint that a ServiceEntry or WorkloadEntry wrote down, whose health nobody reports.</summary>
    public bool Declared { get; init; }
}

/// <summary>All endpoints of one host. Compared by reference; equal content keeps the old one.</summary>
public sealed class ServiceEndpoints
{
    private readonly Dictionary<string, IReadOnlyList<Endpoint>> _byPort;

    public ServiceEndpoints(string host, IReadOnlyList<Endpoint> all)
    {
        Host = host;
        All = all;
        _byPort = all.GroupBy(x => x.ServicePortName).ToDictionary(x => x.Key, x => (IReadOnlyList<Endpoint>)[.. x]);
        Identities = [.. all.Where(x => x.Identity.Length > 0).Select(x => x.Identity).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>Of no host: stands in where only the rest counts.</summary>
    public static readonly ServiceEndpoints Nobody = new("", []);

    public static ServiceEndpoints None(string host) => new(host, []);

    public string Host { get; }

    public IReadOnlyList<Endpoint> All { get; }

    /// <summary>SPIFFE ids of the endpoints, sorted, each once.</summary>
    public ValueList<string> Identities { get; }

    public IReadOnlyList<Endpoint> OfPort(ServicePort port) => _byPort.GetValueOrDefault(port.Name, []);
}
