using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>Which listeners and filter chains a patch speaks of.</summary>
internal static class ListenerScope
{
    /// <summary>By name and port. Inside the two virtual listeners a port means a chain, so there it is looked for later.</summary>
    public static bool Matches(Listener listener, SelectedPatch patch)
    {
        if (patch.Written.Match?.Listener is not { } match) return true;
        if (match.Name is { Length: > 0 } && match.Name != listener.Name) return false;
        if (patch.ApplyTo != ApplyTo.Listener && IsVirtual(listener)) return true;
        return match.PortNumber is null or 0 || listener.Address.SocketAddress?.PortValue == match.PortNumber;
    }

    public static bool Matches(Listener listener, FilterChain chain, SelectedPatch patch)
    {
        if (!Matches(listener, patch)) return false;
        if (patch.Written.Match?.Listener is not { } match) return true;
        var own = chain.FilterChainMatch ?? new();
        if (IsVirtual(listener) && match.PortNumber is > 0 && own.DestinationPort != match.PortNumber) return false;
        if (match.FilterChain is not { } wanted) return true;
        return (wanted.Name is not { Length: > 0 } || wanted.Name == chain.Name)
            && (wanted.Sni is not { Length: > 0 } || own.ServerNames.Contains(wanted.Sni))
            && (wanted.TransportProtocol is not { Length: > 0 } || wanted.TransportProtocol == own.TransportProtocol)
            && (wanted.ApplicationProtocols is not { Length: > 0 } protocols || protocols.Split(',').All(own.ApplicationProtocols.Contains))
            && (wanted.DestinationPort is null or 0 || wanted.DestinationPort == own.DestinationPort);
    }

    private static bool IsVirtual(Listener listener) => listener.Name is XdsName.VirtualInbound or XdsName.VirtualOutbound;
}
