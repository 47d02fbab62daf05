using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.Filters.Network.TcpProxy.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Tests.Fixtures;

/// <summary>Small resources whose content varies with a number.</summary>
public static class XdsSamples
{
    public static XdsResource Eds(string name, int content = 1) => XdsResource.Pack(
        XdsType.Cluster,
        name,
        new Cluster
        {
            Name = name,
            Type = Cluster.Types.DiscoveryType.Eds,
            ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(content)),
            EdsClusterConfig = new() { EdsConfig = new() { Ads = new() } },
        },
        new ConfigKey(ConfigKind.DestinationRule, "default", name));

    public static XdsResource Dns(string name, int content = 1) => XdsResource.Pack(
        XdsType.Cluster,
        name,
        new Cluster { Name = name, Type = Cluster.Types.DiscoveryType.StrictDns, ConnectTimeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(content)) });

    public static XdsResource Endpoints(string name, int content = 1) => XdsResource.Pack(
        XdsType.Endpoint,
        name,
        new ClusterLoadAssignment
        {
            ClusterName = name,
            Endpoints =
            {
                new LocalityLbEndpoints
                {
                    LbEndpoints = { new LbEndpoint { Endpoint = new() { Address = new() { SocketAddress = new() { Address = "10.0.0.1", PortValue = (uint)content } } } } },
                },
            },
        });

    public static XdsResource Listener(string name, string route, int content = 1) => XdsResource.Pack(
        XdsType.Listener,
        name,
        ListenerOf(name, content, new HttpConnectionManager { StatPrefix = "http", Rds = new() { RouteConfigName = route, ConfigSource = new() { Ads = new() } } }));

    public static XdsResource TcpListener(string name, string cluster, int content = 1) => XdsResource.Pack(
        XdsType.Listener,
        name,
        ListenerOf(name, content, new TcpProxy { StatPrefix = "tcp", Cluster = cluster }));

    public static XdsResource Route(string name, params string[] clusters) => RouteOf(name, 1, clusters);

    public static XdsResource RouteOf(string name, int content, params string[] clusters) => XdsResource.Pack(
        XdsType.Route,
        name,
        new RouteConfiguration
        {
            Name = name,
            MaxDirectResponseBodySizeBytes = (uint)content,
            VirtualHosts = { clusters.Select(cluster => new VirtualHost
            {
                Name = cluster,
                Domains = { cluster, cluster + ".local" },
                Routes = { new Route { Match = new() { Prefix = "/" }, Route_ = new() { Cluster = cluster } } },
            }) },
        },
        new ConfigKey(ConfigKind.VirtualService, "default", name));

    public static XdsResource Secret(string name, int content = 1) => XdsResource.Pack(
        XdsType.Secret,
        name,
        new Secret
        {
            Name = name,
            TlsCertificate = new()
            {
                CertificateChain = new() { InlineString = $"chain {content}" },
                PrivateKey = new() { InlineString = $"private key {content}" },
            },
        });

    public static XdsResource Extension(string name, int content = 1) => XdsResource.Pack(
        XdsType.Extension,
        name,
        new TypedExtensionConfig { Name = name, TypedConfig = Any.Pack(new StringValue { Value = content.ToString(System.Globalization.CultureInfo.InvariantCulture) }) });

    public static XdsResource Names(int content = 1)
    {
        var struc = new Struct { Fields = { ["content"] = Value.ForNumber(content) } };
        return XdsResource.Pack(XdsType.Name, "table", struc);
    }

    /// <summary>A world of these resources; types without any are empty.</summary>
    public static XdsSnapshot Snapshot(params XdsResource[] resources) => Snapshot(XdsSnapshot.Empty, resources);

    /// <summary><paramref name="before"/> with these resources in place of all it has of their types. Sets of other types keep their reference.</summary>
    public static XdsSnapshot Snapshot(XdsSnapshot before, params XdsResource[] resources) => resources
        .GroupBy(x => x.Type)
        .Aggregate(before, (snapshot, ofType) => snapshot.With(XdsResourceSet.Of(ofType.Key, ofType)));

    /// <summary>The name that a resource's body carries.</summary>
    public static string NameOf(Any body) => body.TypeUrl switch
    {
        var url when url == XdsType.Cluster.TypeUrl => Cluster.Parser.ParseFrom(body.Value).Name,
        var url when url == XdsType.Endpoint.TypeUrl => ClusterLoadAssignment.Parser.ParseFrom(body.Value).ClusterName,
        var url when url == XdsType.Listener.TypeUrl => Envoy.Config.Listener.V3.Listener.Parser.ParseFrom(body.Value).Name,
        var url when url == XdsType.Route.TypeUrl => RouteConfiguration.Parser.ParseFrom(body.Value).Name,
        var url when url == XdsType.Secret.TypeUrl => Envoy.Extensions.TransportSockets.Tls.V3.Secret.Parser.ParseFrom(body.Value).Name,
        var url when url == XdsType.Extension.TypeUrl => TypedExtensionConfig.Parser.ParseFrom(body.Value).Name,
        var url when url == XdsType.Name.TypeUrl => "table",
        var url => throw new ArgumentException($"{url} is no type of these samples", nameof(body)),
    };

    private static Listener ListenerOf(string name, int content, IMessage filter) => new()
    {
        Name = name,
        StatPrefix = $"content {content}",
        FilterChains = { new FilterChain { Filters = { new Envoy.Config.Listener.V3.Filter { Name = "filter", TypedConfig = Any.Pack(filter) } } } },
    };
}
