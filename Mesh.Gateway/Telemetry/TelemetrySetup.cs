using Grpc.AspNetCore.Server;
using Mesh.Core.Telemetry;
using Mesh.Gateway.Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Mesh.Gateway.Telemetry;

/// <summary>Telemetry's services, in the places where a host has to know of them.</summary>
public static class TelemetrySetup
{
    /// <summary>An Envoy sends some 16 KiB at once; Mixer's clients up to a thousand records.</summary>
    private const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Needs an <see cref="Actors.Telemetry.Intake"/> and a <see cref="MemberMetrics"/> beside it.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.TryAddSingleton<ICallers, AnonymousCallers>();
        services.AddSingleton<TelemetryMetrics>();
        services.AddSingleton<TelemetryCalls>();
        services.AddSingleton<ProxyStats>();
        services.AddSingleton<MixerReports>();
        services.AddSingleton<IHostedService>(x => x.GetRequiredService<TelemetryCalls>());
        services.AddGrpc()
            .AddLimited<AccessLogService>()
            .AddLimited<OtlpLogsService>()
            .AddLimited<MetricsService>()
            .AddLimited<LoadReportingService>()
            .AddLimited<MixerService>();
        return services;
    }

    public static void MapTelemetry(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<AccessLogService>();
        endpoints.MapGrpcService<OtlpLogsService>();
        endpoints.MapGrpcService<MetricsService>();
        endpoints.MapGrpcService<LoadReportingService>();
        endpoints.MapGrpcService<MixerService>();
    }

    /// <summary>Where Istio's own scrape configuration looks for what proxies count.</summary>
    public static RouteHandlerBuilder MapTrafficMetrics(this IEndpointRouteBuilder endpoints) => endpoints.MapGet("/stats/prometheus", async (HttpContext context, MemberMetrics metrics) =>
    {
        context.Response.ContentType = IstioMetrics.ContentType;
        await using var output = new StreamWriter(context.Response.Body, bufferSize: 64 * 1024);
        await IstioMetrics.Write(metrics.Snapshot(), output);
    });

    private static IGrpcServerBuilder AddLimited<TService>(this IGrpcServerBuilder grpc)
        where TService : class =>
        grpc.AddServiceOptions<TService>(x => x.MaxReceiveMessageSize = MostBytes);
}
