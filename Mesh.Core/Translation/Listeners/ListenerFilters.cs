using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Listener.HttpInspector.V3;
using Envoy.Extensions.Filters.Listener.OriginalDst.V3;
using Envoy.Extensions.Filters.Listener.OriginalSrc.V3;
using Envoy.Extensions.Filters.Listener.ProxyProtocol.V3;
using Envoy.Extensions.Filters.Listener.TlsInspector.V3;
using Envoy.Type.V3;
using Google.Protobuf;

namespace Mesh.Core.Translation.Listeners;

/// <summary>What looks at a connection before its filter chain is chosen.</summary>
public static class ListenerFilters
{
    /// <summary>Marks upstream sockets of TPROXY, so that the kernel does not capture them again. Istio's iptables rules know this number.</summary>
    private const uint TProxyMark = 1337;

    /// <summary>Bytes read at first for the client hello; more are read when it is longer.</summary>
    private const uint TlsInitialRead = 512;

    public static readonly ListenerFilter OriginalDestination = Filter("envoy.filters.listener.original_dst", new OriginalDst());
    public static readonly ListenerFilter OriginalSource = Filter("envoy.filters.listener.original_src", new OriginalSrc { Mark = TProxyMark });
    public static readonly ListenerFilter TlsInspector = Filter("envoy.filters.listener.tls_inspector", new TlsInspector { InitialReadBufferSize = TlsInitialRead });
    public static readonly ListenerFilter HttpInspector = Filter("envoy.filters.listener.http_inspector", new HttpInspector());

    /// <summary>Gateways behind a load balancer that speaks the PROXY protocol.</summary>
    public static readonly ListenerFilter ProxyProtocol = Filter("envoy.filters.listener.proxy_protocol", new ProxyProtocol());

    /// <summary>
    /// The inspectors that inbound chains need, each switched off on the ports that do not: sniffing delays server-first protocols.
    /// </summary>
    public static IEnumerable<ListenerFilter> Inspectors(IEnumerable<ChainMatch> matches)
    {
        var ports = matches.ToLookup(x => x.DestinationPort);
        if (Inspector(TlsInspector, ports, x => x.TransportProtocol == "tls") is { } tls) yield return tls;
        // After TLS: what is known to be TLS is not read as HTTP.
        if (Inspector(HttpInspector, ports, x => x.ApplicationProtocols.Contains("http/1.1") || x.ApplicationProtocols.Contains("h2c")) is { } http) yield return http;
    }

    private static ListenerFilter? Inspector(ListenerFilter filter, ILookup<int, ChainMatch> ports, Func<ChainMatch, bool> needed)
    {
        var on = ports.Where(x => x.Any(needed)).Select(x => x.Key).ToHashSet();
        if (on.Count == 0) return null;
        // Port 0 stands for the chains of any port: then the inspector is on, but for some ports; otherwise it is off, but for some.
        var byDefault = on.Contains(0);
        var exceptions = ports.Select(x => x.Key).Where(x => x != 0 && on.Contains(x) != byDefault).Order().ToList();
        if (exceptions.Count == 0) return filter;
        var copy = filter.Clone();
        copy.FilterDisabled = byDefault ? AnyOf(exceptions) : new() { NotMatch = AnyOf(exceptions) };
        return copy;
    }

    private static ListenerFilterChainMatchPredicate AnyOf(IReadOnlyList<int> ports)
    {
        var rules = ports.Select(x => new ListenerFilterChainMatchPredicate { DestinationPortRange = new Int32Range { Start = x, End = x + 1 } }).ToList();
        if (rules.Count == 1) return rules[0];
        var any = new ListenerFilterChainMatchPredicate { OrMatch = new() };
        any.OrMatch.Rules.Add(rules);
        return any;
    }

    private static ListenerFilter Filter(string name, IMessage config) => new() { Name = name, TypedConfig = TypedConfig.Pack(config) };
}
