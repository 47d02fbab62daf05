using System.Net;
using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Config.Endpoint.V3;
using Google.Protobuf.WellKnownTypes;
using HttpProtocolOptions = Envoy.Extensions.Upstreams.Http.V3.HttpProtocolOptions;

namespace Mesh.Core.Bootstrap;

/// <summary>The clusters that an Envoy has from its start.</summary>
internal static class BootstrapClusters
{
    public const string Xds = "xds-grpc";
    public const string Sds = "sds-grpc";
    public const string Stats = "prometheus_stats";
    public const string Agent = "agent";

    /// <summary>Status port of Istio's agent. Nobody listens there without one.</summary>
    public const int AgentPort = 15020;

    private const string HttpOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

    public static Address Socket(string host, int port) => new() { SocketAddress = new() { Address = host, PortValue = (uint)port } };

    /// <summary>Something on this machine that speaks HTTP.</summary>
    public static Cluster Local(string name, int port) => new()
    {
        Name = name,
        AltStatName = AltStatName(name),
        Type = Cluster.Types.DiscoveryType.Static,
        ConnectTimeout = new Duration { Nanos = 250_000_000 },
        LoadAssignment = Endpoint(name, "127.0.0.1", port),
    };

    /// <summary>gRPC to the control plane. A connection that answers no ping is given up within a minute, so that another member takes over.</summary>
    public static Cluster ControlPlane(string name, BootstrapOptions options)
    {
        var http = new HttpProtocolOptions
        {
            ExplicitHttpConfig = new()
            {
                Http2ProtocolOptions = new()
                {
                    ConnectionKeepalive = new() { Interval = new Duration { Seconds = 30 }, Timeout = new Duration { Seconds = 20 } },
                },
            },
        };
        if (options.Tls is { } proof) http.HttpFilters.AddRange(BootstrapTransport.Filters(proof));
        var cluster = new Cluster
        {
            Name = name,
            AltStatName = AltStatName(name),
            Type = IPAddress.TryParse(options.XdsHost, out _) ? Cluster.Types.DiscoveryType.Static : Cluster.Types.DiscoveryType.StrictDns,
            DnsLookupFamily = Cluster.Types.DnsLookupFamily.V4Preferred,
            ConnectTimeout = new Duration { Seconds = 1 },
            LoadAssignment = Endpoint(name, options.XdsHost, options.XdsPort),
            CircuitBreakers = new() { Thresholds = { Unbounded(RoutingPriority.Default), Unbounded(RoutingPriority.High) } },
            UpstreamConnectionOptions = new() { TcpKeepalive = new() { KeepaliveTime = 300 } },
            TypedExtensionProtocolOptions = { [HttpOptions] = Any.Pack(http) },
        };
        if (options.Tls is { } tls) cluster.TransportSocket = BootstrapTransport.Socket(tls);
        return cluster;
    }

    /// <summary>Ends with the mark by which <see cref="BootstrapStats"/> tells a cluster's name from the rest of a statistic's.</summary>
    private static string AltStatName(string name) => name + ";";

    private static CircuitBreakers.Types.Thresholds Unbounded(RoutingPriority priority) => new()
    {
        Priority = priority,
        MaxConnections = 100_000,
        MaxPendingRequests = 100_000,
        MaxRequests = 100_000,
    };

    private static ClusterLoadAssignment Endpoint(string cluster, string host, int port) => new()
    {
        ClusterName = cluster,
        Endpoints = { new LocalityLbEndpoints { LbEndpoints = { new LbEndpoint { Endpoint = new() { Address = Socket(host, port) } } } } },
    };
}
