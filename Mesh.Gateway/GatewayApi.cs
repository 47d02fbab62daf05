using Grpc.AspNetCore.Server;
using Mesh.Actors.Models;
using Mesh.Gateway.Certificates;
using Mesh.Gateway.People;
using Mesh.Gateway.Policy;
using Mesh.Gateway.Telemetry;
using Mesh.Gateway.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Prometheus;

namespace Mesh.Gateway;

/// <summary>Every gRPC and HTTP route, and which port it is served on.</summary>
public static class GatewayApi
{
    /// <param name="version">Of this program.</param>
    public static void MapGateway(this WebApplication app, CollectorRegistry metrics, string version)
    {
        app.Use(OnlyOnItsPort);

        // For proxies.
        app.MapXds();
        app.MapCertificates();
        app.MapTelemetry();
        app.MapPolicy();

        // For people and their tools.
        app.MapGet("/", () => Results.Redirect("/debug/"));
        app.MapGet("/ready", (Readiness readiness) => State(readiness.Why(), readiness.Note())).WithMetadata(ForMachines.Instance);
        app.MapGet("/health", (Readiness readiness) => State(readiness.WhyDead(), "alive\n")).WithMetadata(ForMachines.Instance);
        app.MapGet("/version", () => Results.Json(new { name = "actormesh", version }));
        app.MapMetrics("/metrics", metrics).WithMetadata(ForMachines.Instance);
        app.MapTrafficMetrics().WithMetadata(ForMachines.Instance);
        app.MapTraffic();
        app.MapDebug();
    }

    /// <summary>Marks the connections of a port as those of people: HTTP pages are answered there, and only there.</summary>
    public static void ServePeople(this ListenOptions port)
    {
        port.Protocols = HttpProtocols.Http1;
        port.Use(next => connection =>
        {
            connection.Features.Set(PeoplePort.Instance);
            return next(connection);
        });
    }

    /// <summary>Marks the connections of a port as those of machines that watch over this process: only what they need is answered there.</summary>
    public static void ServeMachines(this ListenOptions port)
    {
        port.Protocols = HttpProtocols.Http1;
        port.Use(next => connection =>
        {
            connection.Features.Set(ForMachines.Instance);
            return next(connection);
        });
    }

    /// <summary>Plaintext HTTP/2, as gRPC needs it.</summary>
    public static void ServeProxies(this ListenOptions port) => port.Protocols = HttpProtocols.Http2;

    /// <summary>Who may reach the port of proxies may not for that read pages about all of them.</summary>
    private static Task OnlyOnItsPort(HttpContext context, RequestDelegate next)
    {
        var meant = context.GetEndpoint()?.Metadata;
        var allowed = context.Features.Get<ForMachines>() is not null ? meant?.GetMetadata<ForMachines>() is not null
            : (meant?.GetMetadata<GrpcMethodMetadata>() is null) == (context.Features.Get<PeoplePort>() is not null);
        if (allowed) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static IResult State(string? wrong, string good) =>
        wrong is null ? Results.Text(good) : Results.Text($"{wrong}\n", statusCode: StatusCodes.Status503ServiceUnavailable);

    /// <summary>On an endpoint: machines may ask for it. On a connection: it came in by their port.</summary>
    private sealed class ForMachines
    {
        public static readonly ForMachines Instance = new();
    }

    private sealed class PeoplePort
    {
        public static readonly PeoplePort Instance = new();
    }
}
