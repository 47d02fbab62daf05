using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>One port of one service, or of a Sidecar's egress listener, that wants to be listened to.</summary>
/// <param name="Addresses">Empty: the service's own address.</param>
/// <param name="Number">The listening port; 0 for a unix socket.</param>
public sealed record OutboundPort(Service Service, int Number, Protocol Protocol, ValueList<string> Addresses, bool BindToPort)
{
    /// <summary>What the application connects to by itself is not sniffed: an unknown protocol is passed on as it is.</summary>
    public PortKind Kind { get; } = PortKinds.Of(Protocol) is PortKind.Auto && BindToPort ? PortKind.Tcp : PortKinds.Of(Protocol);
}
