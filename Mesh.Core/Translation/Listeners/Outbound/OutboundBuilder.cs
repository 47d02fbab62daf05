using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>Plans of outbound listeners → listeners. Equal plans of equal style share one.</summary>
internal static class OutboundBuilder
{
    private const ListenerClass Side = ListenerClass.SidecarOutbound;

    private sealed record Key(ListenerStyle Style, ListenerPlan Plan);

    public static Translated Of(ProxyContext context, ListenerStyle style, ListenerPlan plan) =>
        context.Memo.GetOrAdd(new Key(style, plan), static key => new Translated(XdsType.Listener, NameOf(key.Plan), Build(key.Style, key.Plan), key.Plan.Origins));

    private static string NameOf(ListenerPlan plan) => XdsName.Listener(plan.Addresses[0], plan.Port);

    private static Listener Build(ListenerStyle style, ListenerPlan plan)
    {
        var listener = new Listener
        {
            Name = NameOf(plan),
            Address = Addresses.Socket(plan.Addresses[0], plan.Port),
            TrafficDirection = TrafficDirection.Outbound,
            ContinueOnListenerFiltersTimeout = true,
            // Only HTTP is waited for: what speaks first would else be cut off.
            ListenerFiltersTimeout = Duration.FromTimeSpan(Sniffs(plan) ? style.Mesh.ProtocolDetectionTimeout ?? TimeSpan.Zero : TimeSpan.Zero),
        };
        foreach (var more in plan.Addresses.Skip(1)) listener.AdditionalAddresses.Add(new AdditionalAddress { Address = Addresses.Socket(more, plan.Port) });
        if (plan.BindToPort)
        {
            listener.MaxConnectionsToAcceptPerSocketEvent = 1;
        }
        else
        {
            listener.BindToPort = false;
            if (style.Traits.OutboundExactBalance) listener.ConnectionBalanceConfig = new() { ExactBalance = new() };
        }
        AddChains(listener, style, plan);
        AddInspectors(listener, plan);
        return listener;
    }

    /// <summary>What takes everything stands last as the default chain, so that no connection starts to match others in vain.</summary>
    private static void AddChains(Listener listener, ListenerStyle style, ListenerPlan plan)
    {
        foreach (var chain in plan.Chains)
        {
            var built = ChainBuilder.Build(style, Side, chain);
            if (chain.Match.IsAll && plan.Chains.Count > 1) listener.DefaultFilterChain = built;
            else listener.FilterChains.Add(built);
        }
        if (plan.Fallthrough is not { } fallthrough) return;
        listener.DefaultFilterChain = new()
        {
            Name = "PassthroughFilterChain",
            FilterChainMatch = new(),
            Filters = { ChainBuilder.Filters(style, Side, fallthrough) },
        };
    }

    private static bool Sniffs(ListenerPlan plan) => plan.Chains.Any(x => x.Match.ApplicationProtocols.Count > 0);

    private static void AddInspectors(Listener listener, ListenerPlan plan)
    {
        if (plan.Chains.Any(x => x.Match.ServerNames.Count > 0)) listener.ListenerFilters.Add(ListenerFilters.TlsInspector);
        if (Sniffs(plan)) listener.ListenerFilters.Add(ListenerFilters.HttpInspector);
    }
}
