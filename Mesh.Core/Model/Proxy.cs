using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

public enum ProxyType
{
    Sidecar,
    /// <summary>A gateway.</summary>
    Router,
}

public enum InterceptionMode
{
    Redirect,
    TProxy,
    None,
}

/// <summary>One Envoy as its first request describes it, joined with what the mesh knows of its pod. Immutable.</summary>
public sealed record Proxy
{
    /// <summary><c>type~ip~name.namespace~domain</c>.</summary>
    public required string Id { get; init; }

    public required ProxyType Type { get; init; }

    /// <summary>INSTANCE_IPS, else the id's; the first is the primary one.</summary>
    public required ValueList<string> IpAddresses { get; init; }

    /// <summary>Namespace whose configuration it obeys: metadata NAMESPACE, else of the domain.</summary>
    public required string Namespace { get; init; }

    /// <summary>The id's last part: <c>default.svc.cluster.local</c>.</summary>
    public required string DnsDomain { get; init; }

    public required ValueMap<string> Labels { get; init; }

    public Locality Locality { get; init; } = Locality.Unknown;

    public InterceptionMode Interception { get; init; }

    /// <summary>ISTIO_VERSION; the newest we know when absent.</summary>
    public IstioVersion Version { get; init; } = IstioVersion.Latest;

    public string ServiceAccount { get; init; } = "";

    public string WorkloadName { get; init; } = "";

    public string NodeName { get; init; } = "";

    /// <summary>node.cluster: what the agent calls the service, and spans are named by.</summary>
    public string ServiceCluster { get; init; } = "";

    public string Network { get; init; } = "";

    public string ClusterId { get; init; } = "";

    /// <summary>metadata PROXY_CONFIG (whole) else MeshConfig.defaultConfig; null until the mesh is known.</summary>
    public ProxyConfig? Config { get; init; }

    /// <summary>Istio's own filters that its Envoy has (node.extensions), so that they may be sent.</summary>
    public IstioFilters IstioFilters { get; init; }

    /// <summary>The rest of the node's metadata, as JSON values by key.</summary>
    public ProxyMetadata Metadata { get; init; } = ProxyMetadata.Empty;

    /// <summary>A gRPC application that speaks xDS itself: metadata GENERATOR=grpc, or an id of type proxyless.</summary>
    public bool IsProxyless { get; init; }

    public bool IsIpv6Only => IpAddresses.Count > 0 && IpAddresses.All(x => x.Contains(':'));

    public bool HasIpv6 => IpAddresses.Any(x => x.Contains(':'));

    public bool HasIpv4 => IpAddresses.Any(x => !x.Contains(':'));

    /// <summary>0.0.0.0, or :: for a proxy that has IPv6 addresses only.</summary>
    public string WildcardAddress => IsIpv6Only ? "::" : "0.0.0.0";

    public string LoopbackAddress => IsIpv6Only ? "::1" : "127.0.0.1";

    /// <summary>What a proxy names itself to the Kubernetes API: the id's third part without its namespace.</summary>
    public string PodName
    {
        get
        {
            var name = Id.Split('~')[2];
            var dot = name.LastIndexOf('.');
            return dot < 0 ? name : name[..dot];
        }
    }
}
