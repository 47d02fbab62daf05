using Grpc.AspNetCore.Server;
using Mesh.Actors.Models;
using Mesh.Gateway.People;
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

        // For people and their tools.
        app.MapGet("/", () => Results.Redirect("/debug/"));
        app.MapGet("/ready", (CurrentMesh mesh, IHostApplicationLifetime lifetime) => Ready(mesh, lifetime));
        app.MapGet("/version", () => Results.Json(new { name = "actormesh", version }));
        app.MapMetrics("/metrics", metrics);
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

    /// <summary>Plaintext HTTP/2, as gRPC needs it.</summary>
    public static void ServeProxies(this ListenOptions port) => port.Protocols = HttpProtocols.Http2;

    /// <summary>Who may reach the port of proxies may not for that read pages about all of them.</summary>
    private static Task OnlyOnItsPort(HttpContext context, RequestDelegate next)
    {
        var isForProxies = context.GetEndpoint()?.Metadata.GetMetadata<GrpcMethodMetadata>() is not null;
        var isPeoplePort = context.Features.Get<PeoplePort>() is not null;
        if (isForProxies != isPeoplePort) return next(context);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static IResult Ready(CurrentMesh mesh, IHostApplicationLifetime lifetime)
    {
        var reason = lifetime.ApplicationStopping.IsCancellationRequested ? "shutting down\n" : mesh.Model is null ? "no configuration is loaded yet\n" : null;
        return reason is null ? Results.Text("ready\n") : Results.Text(reason, statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    private sealed class PeoplePort
    {
        public static readonly PeoplePort Instance = new();
    }
}
