using System.Net;
using Akka.Actor;
using Grpc.Net.Client;
using Mesh.Actors.Models;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Gateway.Telemetry;
using Mesh.Gateway.Xds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;
using static Mesh.Actors.Telemetry.TelemetryMessages;

namespace Mesh.Tests.Gateway.Telemetry;

/// <summary>A member's telemetry from its gRPC port to its store, on a loopback port of its own.</summary>
internal sealed class TelemetryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ActorSystem _system;
    private readonly IActorRef _telemetry;
    private readonly ITelemetryStore _store;

    private TelemetryServer(WebApplication app, ActorSystem system, IActorRef telemetry, ITelemetryStore store)
    {
        (_app, _system, _telemetry, _store) = (app, system, telemetry, store);
        Channel = GrpcChannel.ForAddress(app.Urls.Single());
    }

    public GrpcChannel Channel { get; }

    public MemberMetrics Metrics => _app.Services.GetRequiredService<MemberMetrics>();

    public ProxyStats Stats => _app.Services.GetRequiredService<ProxyStats>();

    public static async Task<TelemetryServer> Start(ITelemetryStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.LimitForXds(XdsOptions.Default);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        builder.WebHost.UseUrls();
        builder.Services.AddSingleton(Prometheus.Metrics.NewCustomRegistry());
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new MemberMetrics(TimeSpan.FromMinutes(15)));
        builder.Services.AddSingleton(new Intake(new CurrentMesh(), TimeProvider.System, mostSeries: 10_000));
        builder.Services.AddTelemetry();
        // Checks are not asked for here.
        builder.Services.AddSingleton(x => new MixerService(x.GetRequiredService<MixerReports>(), null!, x.GetRequiredService<TelemetryCalls>()));
        var app = builder.Build();
        app.MapTelemetry();
        await app.StartAsync();

        var system = ActorSystem.Create($"telemetry-{Guid.NewGuid():n}", "akka { loglevel = OFF, stdout-loglevel = OFF }");
        store ??= new MemoryTelemetryStore(TimeProvider.System);
        var observer = app.Services.GetRequiredService<TelemetryMetrics>();
        var edges = system.ActorOf(LocalEdges.Props(new(store, observer, TimeProvider.System, TimeBuckets.Default, "m1", 10_000)));
        var telemetry = system.ActorOf(TelemetryActor.Props(
            new(
                app.Services.GetRequiredService<Intake>(),
                app.Services.GetRequiredService<MemberMetrics>(),
                store,
                observer,
                TimeProvider.System,
                TimeBuckets.Default,
                TelemetryMode.Local,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(5),
                Shards: 1,
                MostSeriesOfService: 10_000),
            edges,
            "m1"));
        return new(app, system, telemetry, store);
    }

    /// <summary>Waits until all that was taken is stored.</summary>
    public Task Flush() => _telemetry.Ask<Flushed>(FlushAll.Instance, TimeSpan.FromSeconds(30));

    public Task<TrafficWindow> Stored() => new TrafficReader(_store, TimeBuckets.Default, TimeProvider.System).Read(TimeSpan.FromMinutes(10), null, CancellationToken.None);

    /// <summary>As an orderly end of the program does it.</summary>
    public async Task Stop()
    {
        await _app.StopAsync();
        await Flush();
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        await _app.DisposeAsync();
        await _system.Terminate();
    }
}
