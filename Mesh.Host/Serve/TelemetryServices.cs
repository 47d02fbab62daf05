using Akka.Actor;
using Mesh.Actors.Config;
using Mesh.Actors.Models;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;
using Mesh.Gateway.Telemetry;
using Mesh.Persistence.Store;
using Mesh.Persistence.Telemetry;
using Mesh.Serve.Settings;

namespace Mesh.Serve;

/// <summary>A member's telemetry, from its settings.</summary>
internal static class TelemetryServices
{
    public static void AddTelemetry(this IServiceCollection services, TelemetrySettings settings, TimeSpan stopTimeout)
    {
        services.AddTelemetry();
        services.AddSingleton(new MemberMetrics(settings.StaleAfter));
        services.AddSingleton(x => new Intake(x.GetRequiredService<CurrentMesh>(), x.GetRequiredService<TimeProvider>(), settings.MostSeries));
        services.AddSingleton<ITelemetryStore>(x => new RedisTelemetryStore(x.GetRequiredService<RedisConnection>(), x.GetRequiredService<TimeProvider>()));
        services.AddSingleton(x => new TrafficReader(x.GetRequiredService<ITelemetryStore>(), settings.Times, x.GetRequiredService<TimeProvider>()));
        services.AddSingleton(x => new Mesh.Actors.Telemetry.TelemetrySetup(
            x.GetRequiredService<Intake>(),
            x.GetRequiredService<MemberMetrics>(),
            x.GetRequiredService<ITelemetryStore>(),
            x.GetRequiredService<TelemetryMetrics>(),
            x.GetRequiredService<TimeProvider>(),
            settings.Times,
            settings.Mode,
            settings.FlushEvery,
            settings.RetryAfter,
            stopTimeout,
            settings.Shards,
            settings.MostSeriesOfService));
    }

    /// <summary>The source, held against the traffic that was seen.</summary>
    public static IConfigSource Guarded(this IServiceProvider services, IConfigSource source, StrictGuardOptions options)
    {
        if (options.Mode == StrictGuardMode.Off) return source;
        var traffic = services.GetRequiredService<TrafficReader>();
        return new GuardedConfigSource(
            source, services.GetRequiredService<CurrentMesh>(), options, async cancel => PlaintextReport.Of(await traffic.Read(options.Window, null, cancel), null), services.GetRequiredService<TimeProvider>());
    }

    public static void StartTelemetry(this IServiceProvider services) =>
        TelemetryActors.Start(services.GetRequiredService<ActorSystem>(), services.GetRequiredService<Mesh.Actors.Telemetry.TelemetrySetup>());
}
