using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Inbound;

/// <summary>What is to be done with the traffic to one port of the workload, as plain values.</summary>
/// <param name="Port">The workload's; 0: any that nothing else names.</param>
/// <param name="Cluster">Which takes the traffic.</param>
/// <param name="Mode">Never UNSET.</param>
internal sealed record InboundChain(int Port, Protocol Protocol, string Cluster, MutualTlsMode Mode)
{
    /// <summary>Address in the name; empty for ports that no service and no Sidecar declares.</summary>
    public string Address { get; init; } = "";

    /// <summary>Service host and port, which spans and statistics are named after.</summary>
    public string Host { get; init; } = "";

    public int ServicePort { get; init; }

    /// <summary>Of the TCP proxy.</summary>
    public required string StatPrefix { get; init; }

    /// <summary>The Sidecar that declared it, named in the metadata.</summary>
    public ConfigKey? Config { get; init; }

    /// <summary>A listener of its own instead of a chain of virtualInbound.</summary>
    public bool BindToPort { get; init; }

    public bool Passthrough => Address.Length == 0;
}

/// <summary>A listener for inbound traffic as plain values.</summary>
internal sealed record InboundListenerPlan(string Name, string Address, int Port, bool BindToPort, ValueList<InboundChain> Chains)
{
    public ValueList<ConfigKey> Origins { get; init; } = [];
}
