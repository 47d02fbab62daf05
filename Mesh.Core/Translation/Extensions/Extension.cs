using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Http.Lua.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using NetworkFilter = Envoy.Config.Listener.V3.Filter;

namespace Mesh.Core.Translation.Extensions;

/// <summary>A TrafficExtension, or a WasmPlugin read as one: a filter of the user's own, by Lua here and now or by WebAssembly through ECDS.</summary>
/// <param name="Name"><c>extensions.istio.io/trafficextension/namespace.name</c>.</param>
/// <param name="ResourceVersion">Tells the agent that an image of unchanged name is to be pulled again.</param>
public sealed record Extension(string Name, ConfigKey Origin, string ResourceVersion, PluginPhase Phase, int Priority, ValueList<TrafficSelector> Match, PluginType Type, string? Lua, WasmConfig? Wasm)
{
    private const string Prefix = "extensions.istio.io/trafficextension/";
    private const string WasmPluginSuffix = "~istio-translated-wasmplugin";

    private const string HttpUrl = "type.googleapis.com/envoy.extensions.filters.http.";
    private const string NetworkUrl = "type.googleapis.com/envoy.extensions.filters.network.";

    /// <summary>Its name to the virtual machine.</summary>
    public string ShortName => Name[Prefix.Length..];

    public static Extension Of(ConfigObject<TrafficExtension> config) => new(
        $"{Prefix}{config.Namespace}.{config.Name}", config.Key, config.Meta.ResourceVersion, config.Spec.Phase ?? PluginPhase.UnspecifiedPhase, config.Spec.Priority ?? 0, config.Spec.Match ?? [],
        config.Spec.Wasm?.Type ?? PluginType.Http, config.Spec.Lua?.InlineCode, config.Spec.Wasm);

    public static Extension Of(ConfigObject<WasmPlugin> config)
    {
        var spec = config.Spec;
        var wasm = new WasmConfig
        {
            Url = spec.Url,
            Sha256 = spec.Sha256,
            ImagePullPolicy = spec.ImagePullPolicy,
            ImagePullSecret = spec.ImagePullSecret,
            PluginConfig = spec.PluginConfig,
            PluginName = spec.PluginName,
            FailStrategy = spec.FailStrategy,
            VmConfig = spec.VmConfig,
        };
        return new(
            $"{Prefix}{config.Namespace}.{config.Name}{WasmPluginSuffix}", config.Key, config.Meta.ResourceVersion, spec.Phase ?? PluginPhase.UnspecifiedPhase, spec.Priority ?? 0, spec.Match ?? [],
            spec.Type ?? PluginType.Http, null, wasm);
    }

    public bool IsNetwork => Type == PluginType.Network;

    /// <param name="port">The listener's (of a workload: its own); 0 where every port is taken, which no port in a match means.</param>
    public bool Applies(ListenerClass @class, int port) => Match.Count == 0 || Match.Any(x => SideMatches(x.Mode, @class) && PortMatches(x.Ports, port));

    public HttpFilter Http() => Lua is { } code
        ? HttpFilters.Filter(Name, new Lua { DefaultSourceCode = new() { InlineString = code } })
        : new() { Name = Name, ConfigDiscovery = Discovery(HttpUrl) };

    public NetworkFilter Network() => new() { Name = Name, ConfigDiscovery = Discovery(NetworkUrl) };

    private static bool SideMatches(TrafficSelectorMode? mode, ListenerClass @class) => mode switch
    {
        TrafficSelectorMode.Server => @class == ListenerClass.SidecarInbound,
        TrafficSelectorMode.Client => @class != ListenerClass.SidecarInbound,
        _ => true,
    };

    private static bool PortMatches(ValueList<PortSelector>? ports, int port) => ports is not { Count: > 0 } || ports.Any(x => x.Number == port);

    /// <summary>The module comes by ECDS; when it cannot be had the agent sends a filter in its place that refuses everything.</summary>
    private static ExtensionConfigSource Discovery(string url) => new()
    {
        ConfigSource = new() { Ads = new(), InitialFetchTimeout = Duration.FromTimeSpan(TimeSpan.Zero), ResourceApiVersion = ApiVersion.V3 },
        TypeUrls = { $"{url}wasm.v3.Wasm", $"{url}rbac.v3.RBAC" },
    };
}
