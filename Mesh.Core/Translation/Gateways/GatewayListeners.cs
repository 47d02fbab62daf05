using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Gateways;

/// <summary>The listeners of a router: one per port and address of the Gateways that select it.</summary>
public static class GatewayListeners
{
    private const ListenerClass Side = ListenerClass.Gateway;

    internal static IEnumerable<Translated> Of(ProxyContext context, ListenerStyle style)
    {
        var plans = new Dictionary<string, GatewayListenerPlan>();
        var taken = new Dictionary<(int, string), HashSet<string>>();
        foreach (var port in context.Gateways.Ports)
        {
            // Validation cannot know that the pod may not bind it.
            if (port.Number < 1024 && context.Proxy.Metadata.Flag("UNPRIVILEGED_POD")) continue;
            ValueList<string> addresses = port.Bind.Length > 0 ? [port.Bind] : Wildcards.Of(context.Proxy);
            if (!taken.TryGetValue((port.Number, port.Bind), out var names)) taken[(port.Number, port.Bind)] = names = [];
            ValueList<GatewayChain> chains = [.. GatewayChains.Of(context, port, addresses[0], names)];
            if (chains.Count == 0) continue;
            ValueList<ConfigKey> origins = [.. port.Servers.Select(x => x.Gateway.Key).Distinct()];
            var name = XdsName.Listener(addresses[0], port.Number);
            plans[name] = plans.TryGetValue(name, out var before)
                ? before with { Chains = [.. before.Chains, .. chains], Origins = [.. before.Origins.Union(origins)] }
                : new(name, addresses, port.Number, chains, origins);
        }
        return plans.Values.Select(x => context.Memo.GetOrAdd(new Key(style, x), static key => new Translated(XdsType.Listener, key.Plan.Name, Build(key.Style, key.Plan), [.. key.Plan.Origins, .. key.Style.Traits.Policies.Keys])));
    }

    private sealed record Key(ListenerStyle Style, GatewayListenerPlan Plan);

    private sealed record GatewayListenerPlan(string Name, ValueList<string> Addresses, int Port, ValueList<GatewayChain> Chains, ValueList<ConfigKey> Origins);

    private static Listener Build(ListenerStyle style, GatewayListenerPlan plan)
    {
        var listener = new Listener
        {
            Name = plan.Name,
            Address = Addresses.Socket(plan.Addresses[0], plan.Port),
            // As seen from the mesh, a gateway is a client.
            TrafficDirection = TrafficDirection.Outbound,
            MaxConnectionsToAcceptPerSocketEvent = 1,
            PerConnectionBufferLimitBytes = ConnectionLimits.BufferLimitOf(style.Traits, Side),
        };
        foreach (var more in plan.Addresses.Skip(1)) listener.AdditionalAddresses.Add(new AdditionalAddress { Address = Addresses.Socket(more, plan.Port) });
        listener.AccessLog.Add(style.ListenerLogs(Side));
        if (style.Traits.ProxyConfig.GatewayTopology?.ProxyProtocol is not null) listener.ListenerFilters.Add(ListenerFilters.ProxyProtocol);
        if (plan.Chains.Any(x => x.Plan.Match.ServerNames.Count > 0 || x.Tls is not null)) listener.ListenerFilters.Add(ListenerFilters.TlsInspector);
        foreach (var chain in plan.Chains)
        {
            var built = ChainBuilder.Build(style, Side, chain.Plan);
            if (chain.Tls is { } tls) built.TransportSocket = GatewayTls.Of(style, tls);
            listener.FilterChains.Add(built);
        }
        return listener;
    }
}

/// <summary>A filter chain of a gateway, with the TLS that it ends.</summary>
internal sealed record GatewayChain(ChainPlan Plan, GatewayTlsPlan? Tls = null);
