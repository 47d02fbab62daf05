using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Listeners;

/// <summary>Chain plans → filter chains.</summary>
public static class ChainBuilder
{
    /// <summary>How long the TLS handshake of an accepted connection may take.</summary>
    private static readonly Duration HandshakeTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(15));

    /// <summary>A chain of a service or of a gateway's server.</summary>
    public static FilterChain Build(ListenerStyle style, ListenerClass @class, ChainPlan plan)
    {
        var chain = new FilterChain
        {
            FilterChainMatch = plan.Match.ToEnvoy(),
            Name = plan.Name,
            TransportSocketConnectTimeout = HandshakeTimeout,
            Metadata = plan.Config is { } config ? ConfigMetadata(config) : null,
        };
        chain.Filters.Add(Filters(style, @class, plan.Network));
        return chain;
    }

    public static IEnumerable<Filter> Filters(ListenerStyle style, ListenerClass @class, NetworkPlan plan) => plan switch
    {
        HttpPlan http => [NetworkFilters.Filter(NetworkFilters.HttpConnectionManager, HttpConnectionManagers.Of(style, @class, http))],
        TcpPlan tcp => NetworkFilters.Tcp(style, @class, tcp),
        _ => throw new InvalidOperationException($"{plan.GetType().Name} is no plan of network filters"),
    };

    /// <summary>Names the object that made a resource, as tools look for it: filter_metadata istio.config.</summary>
    public static Metadata ConfigMetadata(ConfigKey config)
    {
        var info = ConfigKinds.Get(config.Kind);
        var path = $"/apis/{info.Group}/v1/namespaces/{config.Namespace}/{KebabCase(info.Name)}/{config.Name}";
        return new() { FilterMetadata = { ["istio"] = new Struct { Fields = { ["config"] = Value.ForString(path) } } } };
    }

    /// <summary>VirtualService → virtual-service.</summary>
    private static string KebabCase(string kind) =>
        string.Concat(kind.Select((x, i) => char.IsUpper(x) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(x) : x.ToString()));
}
