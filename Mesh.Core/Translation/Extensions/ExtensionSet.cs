using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using NetworkFilter = Envoy.Config.Listener.V3.Filter;

namespace Mesh.Core.Translation.Extensions;

/// <summary>Which extensions count for a workload. Compares by the identity of each.</summary>
public sealed record WorkloadExtensions(ValueList<Identity<ConfigObject<TrafficExtension>>> Extensions, ValueList<Identity<ConfigObject<WasmPlugin>>> Plugins)
{
    public static WorkloadExtensions Of(ProxyContext context) => new(
        context.Model.TrafficExtensions.Of(context.Proxy.Namespace, context.Proxy.Labels), context.Model.WasmPlugins.Of(context.Proxy.Namespace, context.Proxy.Labels));
}

/// <summary>The extensions of a workload in the order in which they run: the highest priority of a phase first.</summary>
public sealed class ExtensionSet(WorkloadExtensions workload)
{
    public IReadOnlyList<Extension> All { get; } =
    [
        .. workload.Extensions.Select(x => Extension.Of(x.Value)).Concat(workload.Plugins.Select(x => Extension.Of(x.Value)))
            .OrderByDescending(x => x.Priority).ThenBy(x => x.Name, StringComparer.Ordinal),
    ];

    public IEnumerable<HttpFilter> Http(PluginPhase phase, ListenerClass @class, int port) =>
        All.Where(x => x.Phase == phase && !x.IsNetwork && x.Applies(@class, port)).Select(x => x.Http());

    /// <summary>Only a workload's own connections are open to network extensions.</summary>
    public IEnumerable<NetworkFilter> Network(PluginPhase phase, ListenerClass @class, int port) => @class != ListenerClass.SidecarInbound ? []
        : All.Where(x => x.Phase == phase && x.IsNetwork && x.Applies(@class, port)).Select(x => x.Network());

    /// <summary>True when what applies depends on the port.</summary>
    public bool HasPorts { get; } = workload.Extensions.Any(x => x.Value.Spec.Match is { Count: > 0 }) || workload.Plugins.Any(x => x.Value.Spec.Match is { Count: > 0 });
}
