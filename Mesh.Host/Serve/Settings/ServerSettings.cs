using System.Net;
using Akka.Configuration;
using Mesh.Actors.Balance;
using Mesh.Actors.Log;
using Mesh.Actors.Quotas;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;
using Mesh.Gateway.Xds;
using Mesh.Persistence.Store;

namespace Mesh.Serve.Settings;

/// <summary>All that hocon/mesh.conf decides, read once and checked: the program does not start on nonsense.</summary>
public sealed record ServerSettings
{
    /// <summary>Where proxies connect.</summary>
    public required IPEndPoint XdsListen { get; init; }

    /// <summary>Where people look.</summary>
    public required IPEndPoint HttpListen { get; init; }

    /// <summary>Where machines ask for health; null: where people look.</summary>
    public IPEndPoint? HealthListen { get; init; }

    public required ClusterSettings Cluster { get; init; }

    /// <summary>How long this member waits for what the others have to say.</summary>
    public required TimeSpan AskTimeout { get; init; }

    /// <summary>null: streams stay where they are.</summary>
    public required BalanceOptions? Balance { get; init; }

    public required XdsOptions Xds { get; init; }

    public required StreamOptions Stream { get; init; }

    public required PipelineOptions Pipeline { get; init; }

    public required TimeSpan OpenTimeout { get; init; }

    public required int MaxStreamsPerConnection { get; init; }

    public required int SocketBacklog { get; init; }

    public required TimeSpan DebugTimeout { get; init; }

    public required int Translations { get; init; }

    public required int ServiceShards { get; init; }

    public required IdentitySettings Identity { get; init; }

    public required QuotaOptions Quota { get; init; }

    /// <summary>How keys of tokens are fetched.</summary>
    public required JwksSettings Jwks { get; init; }

    /// <summary>Where the member keeps what must outlive it.</summary>
    public required StoreOptions Store { get; init; }

    public required LogOptions Log { get; init; }

    public required TelemetrySettings Telemetry { get; init; }

    /// <summary>What Akka reads of it.</summary>
    public required Config Akka { get; init; }

    public static ServerSettings From(Config config, ServeOptions options) => From(config, options, StoreSettings.From(config, options));

    private static ServerSettings From(Config config, ServeOptions options, StoreOptions store) => new()
    {
        XdsListen = config.Address("mesh.xds.listen", options.XdsListen, options.PortOffset),
        HttpListen = config.Address("mesh.http.listen", options.HttpListen, options.PortOffset),
        HealthListen = config.Text("mesh.health.listen") is "off" or "false" ? null : config.Address("mesh.health.listen", null, options.PortOffset),
        Cluster = ClusterSettings.From(config, options),
        AskTimeout = config.Duration("mesh.cluster.ask-timeout"),
        Balance = config.DurationOrOff("mesh.balance.interval") is { } interval
            ? new(interval, config.Number("mesh.balance.tolerance", 1) / 100.0, config.Number("mesh.balance.capacity", 0) is var capacity and > 0 ? capacity : Environment.ProcessorCount)
            : null,
        Xds = new()
        {
            OutboxCapacity = config.Number("mesh.xds.outbox-capacity", 1),
            MaxRequestBytes = config.Number("mesh.xds.max-request-bytes", 65_536),
            PingAfter = config.Duration("mesh.xds.keepalive-interval"),
            PingTimeout = config.Duration("mesh.xds.keepalive-timeout"),
            DrainTimeout = config.Duration("mesh.shutdown.drain-timeout"),
            ShutdownNotice = config.DurationOrZero("mesh.shutdown.notice"),
            FirstPushesAtOnce = config.Number("mesh.xds.first-pushes-at-once", 1),
            FirstPushTimeout = config.Duration("mesh.xds.first-push-timeout"),
        },
        Stream = new()
        {
            StageTimeout = config.Duration("mesh.xds.stage-timeout"),
            Ttl = config.DurationOrOff("mesh.xds.resource-ttl"),
            SkipKnownEndpoints = config.Switch("mesh.xds.skip-known-endpoints"),
        },
        Pipeline = new(config.DurationOrZero("mesh.translation.route-grace")),
        OpenTimeout = config.Duration("mesh.xds.open-timeout"),
        MaxStreamsPerConnection = config.Number("mesh.xds.max-streams-per-connection", 1),
        SocketBacklog = config.Number("mesh.xds.socket-backlog", 1),
        DebugTimeout = config.Duration("mesh.http.debug-timeout"),
        Translations = config.Number("mesh.translation.parallelism", 0) is var set and > 0 ? set : Environment.ProcessorCount,
        ServiceShards = config.Number("mesh.services.shards", 1),
        Quota = new(config.OneOf<WhenUnavailable>("mesh.quota.when-unavailable"), config.Duration("mesh.quota.ask-timeout"), config.Number("mesh.quota.max-waiting", 1)),
        Jwks = JwksSettings.From(config),
        Store = store,
        Identity = IdentitySettings.From(config, options, store.Directory ?? store.DefaultDirectory),
        Log = LogSettings.From(config),
        Telemetry = TelemetrySettings.From(config),
        Akka = config,
    };
}
