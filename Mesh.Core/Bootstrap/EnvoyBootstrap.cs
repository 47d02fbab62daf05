using Envoy.Config.Bootstrap.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Overload.V3;
using Envoy.Extensions.Bootstrap.InternalListener.V3;
using Envoy.Extensions.ResourceMonitors.DownstreamConnections.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Bootstrap;

/// <summary>
/// The file that an Envoy starts with: who it is, and where to ask for all the rest. Names of clusters and of tags are Istio's, so that what refers to
/// them (TLS contexts to <c>sds-grpc</c>, EnvoyFilters, dashboards) works as it is.
/// Spec: envoy.config.bootstrap.v3.Bootstrap.
/// </summary>
public static class EnvoyBootstrap
{
    public static Envoy.Config.Bootstrap.V3.Bootstrap Build(BootstrapOptions options)
    {
        var bootstrap = new Envoy.Config.Bootstrap.V3.Bootstrap
        {
            Node = Node(options),
            DynamicResources = DynamicResources(),
            StaticResources = new()
            {
                Clusters =
                {
                    BootstrapClusters.Local(BootstrapClusters.Stats, options.AdminPort),
                    BootstrapClusters.Local(BootstrapClusters.Agent, BootstrapClusters.AgentPort),
                    BootstrapClusters.ControlPlane(BootstrapClusters.Sds, options),
                    BootstrapClusters.ControlPlane(BootstrapClusters.Xds, options),
                },
            },
            Admin = new() { Address = BootstrapClusters.Socket("127.0.0.1", options.AdminPort) },
            LayeredRuntime = Runtime(),
            OverloadManager = Connections(),
            StatsConfig = BootstrapStats.Config(),
            // Tunnels between the listeners of one Envoy need it.
            BootstrapExtensions = { new TypedExtensionConfig { Name = "envoy.bootstrap.internal_listener", TypedConfig = Any.Pack(new InternalListener()) } },
        };
        if (options.StatsPort > 0) bootstrap.StaticResources.Listeners.Add(BootstrapListeners.Stats(options.StatsPort));
        if (options.StatusPort > 0) bootstrap.StaticResources.Listeners.Add(BootstrapListeners.Status(options.StatusPort));
        return bootstrap;
    }

    private static Node Node(BootstrapOptions options)
    {
        var node = new Node { Id = options.NodeId, Cluster = ServiceCluster(options), Metadata = options.Metadata };
        if (!options.Locality.IsUnknown)
        {
            node.Locality = new() { Region = options.Locality.Region, Zone = options.Locality.Zone, SubZone = options.Locality.SubZone };
        }
        return node;
    }

    /// <summary>By which Envoy names itself in tracing and access logs: <c>app.namespace</c>, as Istio's agent has it.</summary>
    private static string ServiceCluster(BootstrapOptions options)
    {
        var labels = Field(options.Metadata, "LABELS")?.StructValue;
        var app = Text(labels, "service.istio.io/canonical-name") ?? Text(labels, "app") ?? "istio-proxy";
        return $"{app}.{Text(options.Metadata, "NAMESPACE") ?? options.NodeId.Split('~')[^1].Split('.')[0]}";
    }

    private static Value? Field(Struct? from, string name) => from?.Fields.GetValueOrDefault(name);

    private static string? Text(Struct? from, string name) => Field(from, name)?.StringValue is { Length: > 0 } text ? text : null;

    private static Envoy.Config.Bootstrap.V3.Bootstrap.Types.DynamicResources DynamicResources() => new()
    {
        CdsConfig = Ads(),
        LdsConfig = Ads(),
        AdsConfig = new()
        {
            ApiType = ApiConfigSource.Types.ApiType.DeltaGrpc,
            TransportApiVersion = ApiVersion.V3,
            SetNodeOnFirstMessageOnly = true,
            GrpcServices = { new GrpcService { EnvoyGrpc = new() { ClusterName = BootstrapClusters.Xds } } },
        },
    };

    /// <summary>No time-out: an Envoy that starts before its control plane waits for it, rather than serve without configuration.</summary>
    private static ConfigSource Ads() => new()
    {
        Ads = new(),
        InitialFetchTimeout = new Duration(),
        ResourceApiVersion = ApiVersion.V3,
    };

    /// <summary>As many connections as the machine bears; saying so keeps Envoy from warning that nobody has said it.</summary>
    private static OverloadManager Connections() => new()
    {
        ResourceMonitors =
        {
            new ResourceMonitor
            {
                Name = "envoy.resource_monitors.global_downstream_max_connections",
                TypedConfig = Any.Pack(new DownstreamConnectionsConfig { MaxActiveDownstreamConnections = int.MaxValue }),
            },
        },
    };

    private static LayeredRuntime Runtime() => new()
    {
        Layers =
        {
            new RuntimeLayer
            {
                Name = "global config",
                StaticLayer = new()
                {
                    Fields =
                    {
                        // Routes of many alternatives are large programs; RE2 is linear in them all the same.
                        ["re2.max_program_size.error_level"] = Value.ForNumber(32768),
                    },
                },
            },
            new RuntimeLayer { Name = "admin", AdminLayer = new() },
        },
    };
}
