using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners;

/// <summary>The part of tls and tcp matches that is known before traffic comes: who the client is, by which gateway, on which port.</summary>
internal static class RouteMatches
{
    public static bool Applies(TlsMatchAttributes match, Proxy proxy, string gateway, int port) =>
        Applies(match.Gateways, match.Port, match.SourceLabels, match.SourceNamespace, proxy, gateway, port);

    public static bool Applies(L4MatchAttributes match, Proxy proxy, string gateway, int port) =>
        Applies(match.Gateways, match.Port, match.SourceLabels, match.SourceNamespace, proxy, gateway, port);

    /// <summary>All that is written must hold; a port is not compared on a unix socket.</summary>
    private static bool Applies(
        ValueList<string>? gateways, uint? matchPort, ValueMap<string>? labels, string? ns, Proxy proxy, string gateway, int port) =>
        (gateways is not { Count: > 0 } || gateways.Contains(gateway))
        && (matchPort is null or 0 || port == 0 || matchPort == port)
        && Selectors.Selects(labels, proxy.Labels)
        && (ns is not { Length: > 0 } || ns == proxy.Namespace);
}
