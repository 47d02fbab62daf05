using Mesh.Core.Config;

namespace Mesh.Core.Model;

/// <summary>One egress listener of a Sidecar, or the implied one that imports everything.</summary>
/// <param name="Listener">null for the implied one.</param>
/// <param name="Services">Imported here; with a port, only that port of each.</param>
/// <param name="VirtualServices">In the order of their precedence.</param>
public sealed record EgressScope(
    IstioEgressListener? Listener, IReadOnlyList<Service> Services, IReadOnlyList<ConfigObject<VirtualService>> VirtualServices)
{
    /// <summary>What the listener imports; null for the implied one, which imports everything.</summary>
    public ImportedHosts? Imported { get; init; }

    /// <summary>True when it names a port (0 stands for a unix socket): then nothing else is listened to for it.</summary>
    public bool HasPort => Listener?.Port is not null;

    /// <summary>True when only services of its port belong here. A listener for proxy requests serves every port, whatever its own.</summary>
    public bool OnlyItsPort => Listener?.Port is { Number: > 0 } port && Protocols.Parse(port.Protocol) != Protocol.HttpProxy;

    /// <summary>Whether a further name of a service counts here: it must be imported like any other host.</summary>
    public bool ImportsAlias(Service service, string alias) => Imported?.Imports(service.Namespace, alias, Hostnames.SubsetOf) ?? true;
}
