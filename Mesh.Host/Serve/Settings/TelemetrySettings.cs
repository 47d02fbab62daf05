using Akka.Configuration;
using Mesh.Actors.Config;
using Mesh.Actors.Telemetry;
using Mesh.Core.Telemetry;

namespace Mesh.Serve.Settings;

/// <summary>mesh.telemetry.</summary>
public sealed record TelemetrySettings
{
    public required TelemetryMode Mode { get; init; }

    public required TimeSpan FlushEvery { get; init; }

    public required TimeSpan RetryAfter { get; init; }

    public required TimeSpan StaleAfter { get; init; }

    public required TimeBuckets Times { get; init; }

    public required int Shards { get; init; }

    public required int MostSeries { get; init; }

    public required int MostSeriesOfService { get; init; }

    public required StrictGuardOptions StrictGuard { get; init; }

    public static TelemetrySettings From(Config config) => new()
    {
        Mode = config.Text("mesh.telemetry.mode") switch
        {
            "sharded" => TelemetryMode.Sharded,
            "local" => TelemetryMode.Local,
            var other => throw new SettingException("mesh.telemetry.mode", $"\"{other}\" must be sharded or local"),
        },
        FlushEvery = config.Duration("mesh.telemetry.flush-every"),
        RetryAfter = config.Duration("mesh.telemetry.retry-after"),
        StaleAfter = config.Duration("mesh.telemetry.stale-after"),
        Times = TimeBuckets.Of(AtLeast(config, "mesh.telemetry.keep-fine", TimeSpan.FromMinutes(1)), AtLeast(config, "mesh.telemetry.keep-coarse", TimeSpan.FromMinutes(10))),
        Shards = config.Number("mesh.telemetry.shards", 1),
        MostSeries = config.Number("mesh.telemetry.most-series", 1),
        MostSeriesOfService = config.Number("mesh.telemetry.most-series-of-service", 1),
        StrictGuard = new(
            config.Text("mesh.telemetry.strict-guard.mode") switch
            {
                "off" or "false" => StrictGuardMode.Off,
                "warn" => StrictGuardMode.Warn,
                "deny" => StrictGuardMode.Deny,
                var other => throw new SettingException("mesh.telemetry.strict-guard.mode", $"\"{other}\" must be off, warn or deny"),
            },
            AtLeast(config, "mesh.telemetry.strict-guard.window", TimeSpan.FromMinutes(1))),
    };

    private static TimeSpan AtLeast(Config config, string key, TimeSpan least) => config.Duration(key) is var written && written >= least && written <= TimeSpan.FromDays(7)
        ? written
        : throw new SettingException(key, $"\"{config.Text(key)}\" must be from {least.TotalMinutes:0} min to 7 d");
}
