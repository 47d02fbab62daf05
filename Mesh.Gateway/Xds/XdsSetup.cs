using Grpc.AspNetCore.Server;
using Mesh.Actors.Certificates;
using Mesh.Gateway.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Xds;

/// <summary>The xDS port, in the three places where a host has to know of it.</summary>
public static class XdsSetup
{
    /// <summary>Needs an <see cref="Actors.Connections.IXdsStreams"/> beside it.</summary>
    public static IServiceCollection AddXds(this IServiceCollection services, XdsOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<ICallers, AnonymousCallers>();
        services.TryAddSingleton<ICertificateObserver, DeafObserver>();
        services.AddSingleton<DiscoveryCalls>();
        services.AddSingleton<IHostedService, DrainAtShutdown>();
        services.AddGrpc()
            .AddXdsService<AggregatedDiscoveryService>(options)
            .AddXdsService<ClusterDiscoveryService>(options)
            .AddXdsService<EndpointDiscoveryService>(options)
            .AddXdsService<ListenerDiscoveryService>(options)
            .AddXdsService<RouteDiscoveryService>(options)
            .AddXdsService<VirtualHostDiscoveryService>(options)
            .AddXdsService<SecretDiscoveryService>(options)
            .AddXdsService<ExtensionConfigDiscoveryService>(options);
        return services;
    }

    public static void MapXds(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<AggregatedDiscoveryService>();
        endpoints.MapGrpcService<ClusterDiscoveryService>();
        endpoints.MapGrpcService<EndpointDiscoveryService>();
        endpoints.MapGrpcService<ListenerDiscoveryService>();
        endpoints.MapGrpcService<RouteDiscoveryService>();
        endpoints.MapGrpcService<VirtualHostDiscoveryService>();
        endpoints.MapGrpcService<SecretDiscoveryService>();
        endpoints.MapGrpcService<ExtensionConfigDiscoveryService>();
    }

    /// <summary>Streams are few and long: pinged while silent, never cut for being slow or old, and many on one connection.</summary>
    public static void LimitForXds(this KestrelServerOptions kestrel, XdsOptions options)
    {
        kestrel.Limits.Http2.KeepAlivePingDelay = options.PingAfter;
        kestrel.Limits.Http2.KeepAlivePingTimeout = options.PingTimeout;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 100_000;
        // An Envoy says the scheme http of its streams for xDS, whatever transport they take; refusing that would end each with PROTOCOL_ERROR.
        kestrel.AllowAlternateSchemes = true;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
    }

    private static IGrpcServerBuilder AddXdsService<TService>(this IGrpcServerBuilder grpc, XdsOptions options)
        where TService : class =>
        grpc.AddServiceOptions<TService>(x => x.MaxReceiveMessageSize = options.MaxRequestBytes);
}
