using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Explain.Clusters;
using Mesh.Core.Explain.Report;
using Mesh.Core.Explain.Requests;
using Mesh.Core.Xds;

namespace Mesh.Core.Explain.Listeners;

/// <summary>Which clients a workload's port takes, as its filter chains show: what a PeerAuthentication comes to.</summary>
internal static class PeerModes
{
    public static IEnumerable<Fact> Of(Listener listener, Connection connection, EnvoyResources resources)
    {
        var plain = Takes(listener, connection with { Tls = null }, encrypted: false);
        var mutual = Takes(listener, connection with { Tls = new("", ["istio"], "a client") }, encrypted: true);
        var mode = (plain, mutual) switch
        {
            (true, true) => "PERMISSIVE: plain text and mutual TLS",
            (false, true) => "STRICT: mutual TLS alone",
            (true, false) => "DISABLE: the proxy ends no mutual TLS here",
            _ => "the port takes nobody",
        };
        var from = Names.Of(resources.OriginsOf(XdsType.Listener, listener.Name).Where(x => x.Kind == ConfigKind.PeerAuthentication));
        yield return new("peer clients", from.Count == 0 ? mode : $"{mode} [from {Words.List(from)}]");
    }

    private static bool Takes(Listener listener, Connection connection, bool encrypted) =>
        ChainChoice.Of(listener, connection).Chain is { } chain && TlsFacts.Downstream(chain.TransportSocket) is not null == encrypted;
}
