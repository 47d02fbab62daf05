using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners;

/// <summary>
/// What a filter chain shall be, as plain values: cheap to decide, cheap to compare. Equal plans of equal <see cref="ListenerStyle"/> become one
/// message, built once.
/// </summary>
/// <param name="Config">The object that asked for it, named in the chain's metadata.</param>
public sealed record ChainPlan(ChainMatch Match, NetworkPlan Network, ConfigKey? Config = null, string Name = "");

/// <summary>The network filters of a chain, by what they end in.</summary>
public abstract record NetworkPlan;

/// <summary>An HTTP connection manager with routes by RDS.</summary>
/// <param name="StatPrefix">Without Istio's delimiter.</param>
public sealed record HttpPlan(string StatPrefix, string RouteName) : NetworkPlan
{
    /// <summary>Its first service's, which decides on gRPC-Web.</summary>
    public Protocol Protocol { get; init; } = Protocol.Http;

    /// <summary>The listener's.</summary>
    public int Port { get; init; }

    /// <summary>Requests with an absolute URI, as to a forward proxy.</summary>
    public bool AbsoluteUrls { get; init; }

    /// <summary>Of a gateway's server that ends TLS, which decides on headers and logs.</summary>
    public bool TerminatesTls { get; init; }
}

/// <summary>A TCP proxy to one cluster, or to several by weight.</summary>
/// <param name="StatPrefix">Without a delimiter: TCP statistics have none.</param>
/// <param name="Clusters">Not empty; several make weighted_clusters.</param>
public sealed record TcpPlan(string StatPrefix, ValueList<WeightedTarget> Clusters) : NetworkPlan
{
    public Protocol Protocol { get; init; } = Protocol.Tcp;

    public TimeSpan? IdleTimeout { get; init; }

    public TimeSpan? MaxConnectionDuration { get; init; }

    public bool HashSourceIp { get; init; }

    public TunnelPlan? Tunnel { get; init; }

    /// <summary>The cluster's addresses come from the SNI (resolution DYNAMIC_DNS).</summary>
    public SniForwarding? SniForwarding { get; init; }

    /// <summary>True for the black hole, where nothing is logged and nothing can idle.</summary>
    public bool Refuses { get; init; }
}

public readonly record struct WeightedTarget(string Cluster, int Weight);

/// <param name="Host">The service, which names the DNS cache.</param>
public sealed record SniForwarding(string Host, int Port);

/// <summary>DestinationRule tunnel: wrap the stream in an HTTP request.</summary>
/// <param name="Target">host:port</param>
public sealed record TunnelPlan(string Target, bool UsePost);

/// <summary>A whole listener as plain values.</summary>
/// <param name="Chains">A chain that takes everything becomes the default one when there are others.</param>
public sealed record ListenerPlan(ValueList<string> Addresses, int Port, bool BindToPort, ValueList<ChainPlan> Chains)
{
    /// <summary>Takes what no chain takes; null for none.</summary>
    public TcpPlan? Fallthrough { get; init; }

    /// <summary>The objects that made it, for the report of a refusal.</summary>
    public ValueList<ConfigKey> Origins { get; init; } = [];
}
