using System.Net;
using System.Reflection;
using Akka.Actor;
using Mesh.Actors;
using Mesh.Actors.Balance;
using Mesh.Actors.Certificates;
using Mesh.Actors.Config;
using Mesh.Actors.Connections;
using Mesh.Actors.Jwks;
using Mesh.Actors.Log;
using Mesh.Actors.Members;
using Mesh.Actors.Models;
using Mesh.Actors.Quotas;
using Mesh.Actors.Secrets;
using Mesh.Gateway;
using Mesh.Gateway.Certificates;
using Mesh.Gateway.Files;
using Mesh.Gateway.Jwks;
using Mesh.Gateway.People;
using Mesh.Gateway.Policy;
using Mesh.Gateway.Xds;
using Mesh.Persistence.Quotas;
using Mesh.Persistence.Store;
using Mesh.Serve.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Prometheus;

namespace Mesh.Serve;

/// <summary>The control plane: one member, from its settings to its last stream.</summary>
public static partial class MeshServer
{
    public static string Version { get; } = typeof(MeshServer).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    /// <summary>How long the first report waits for what the source says, when the mesh is served already.</summary>
    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(3);

    /// <returns>The exit code: 0 after an orderly end, 1 when it could not start.</returns>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancel)
    {
        using var loggers = LoggerFactory.Create(logging => ServeLogging.Configure(logging, options.Verbose));
        var log = loggers.CreateLogger("actormesh");
        try
        {
            var config = HoconLayers.Load(Path.Combine(AppContext.BaseDirectory, "hocon"), options.Profile, Environment.GetEnvironmentVariable);
            var settings = ServerSettings.From(config, options);
            CheckPaths(options);
            IdentityServices.Check(settings.Identity);
            CheckAddresses(settings, options, log);
            await using var store = await MeshStore.Open(settings.Store, loggers);
            return await Run(options, settings, store, loggers, log, cancel);
        }
        catch (SettingException e)
        {
            CannotStart(log, e.Message);
            return 1;
        }
        catch (StoreException e)
        {
            CannotStart(log, e.Message);
            return 1;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            CannotStart(log, $"{e.Message} Stop whoever listens there, or choose other addresses with --xds-listen and --http-listen.");
            return 1;
        }
    }

    private static async Task<int> Run(ServeOptions options, ServerSettings settings, MeshStore store, ILoggerFactory loggers, ILogger log, CancellationToken cancel)
    {
        await using var app = Build(options, settings, store, loggers);
        // First of all, so that what it does not start with is told as such.
        var system = app.Services.GetRequiredService<ActorSystem>();
        try
        {
            await app.StartAsync(cancel);
            _ = app.Services.GetRequiredService<MeshActors>();
            app.Services.StartTelemetry();
            _ = app.Services.GetRequiredService<ClusterMetrics>();
            if (settings.Balance is { } balance) StartBalancing(app.Services, system, balance, log);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel, app.Lifetime.ApplicationStopping);
            _ = system.WhenTerminated.ContinueWith(_ => app.Lifetime.StopApplication(), TaskScheduler.Default);
            await MemberSystem.Joined(system, settings.Cluster.JoinTimeout, stopping.Token);
            await Announce(app.Services, settings, log, stopping.Token);
            await app.WaitForShutdownAsync(cancel);
            if (!system.WhenTerminated.IsCompleted) return 0;
            LogCutOff(log);
            return 1;
        }
        catch (TimeoutException)
        {
            throw new SettingException("mesh.cluster.join-timeout", $"not one of the cluster after {settings.Cluster.JoinTimeout.TotalSeconds:0} s. "
                + $"Asked: {(settings.Cluster.Seeds.Count == 0 ? "nobody" : string.Join(", ", settings.Cluster.Seeds.Select(x => $"{x.Host}:{x.Port}")))}; members needed to begin: {settings.Cluster.Quorum}");
        }
        catch (OperationCanceledException)
        {
            await app.StopAsync(CancellationToken.None);
            return 0;
        }
        finally
        {
            await MemberSystem.Stop(system);
        }
    }

    private static WebApplication Build(ServeOptions options, ServerSettings settings, MeshStore store, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(store.Redis);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Xds.ShutdownNotice + settings.Xds.DrainTimeout + TimeSpan.FromSeconds(10));
        builder.WebHost.UseSockets(sockets =>
        {
            sockets.Backlog = settings.SocketBacklog;
            // What follows a read or write is short and never blocks (parsing, a message to an actor): a hop to another thread would cost more.
            sockets.UnsafePreferInlineScheduling = true;
        });
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, settings));
        builder.Services.AddXds(settings.Xds);
        builder.Services.AddTelemetry(settings.Telemetry, settings.Xds.DrainTimeout);
        builder.Services.AddPolicy();
        AddMesh(builder.Services, options, settings);

        var app = builder.Build();
        app.MapGateway(app.Services.GetRequiredService<CollectorRegistry>(), Version);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, ServerSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.LimitForXds(settings.Xds);
        kestrel.Limits.Http2.MaxStreamsPerConnection = settings.MaxStreamsPerConnection;
        kestrel.Listen(settings.XdsListen, port => port.ServeProxies());
        if (settings.Identity.Listen is { } tls) kestrel.Listen(tls, port => port.ApplicationServices.GetRequiredService<ServerTls>().On(port));
        kestrel.Listen(settings.HttpListen, port => port.ServePeople());
        if (settings.HealthListen is { } health) kestrel.Listen(health, port => port.ServeMachines());
    }

    private static void AddMesh(IServiceCollection services, ServeOptions options, ServerSettings settings)
    {
        var metrics = Metrics.NewCustomRegistry();
        DotNetStats.Register(metrics);
        services.AddSingleton(metrics);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<CurrentMesh>();
        services.AddSingleton<MeshMetrics>();
        services.AddSingleton<MeshObserver>();
        services.AddSingleton<StreamLog>();
        services.AddSingleton<MeshLogView>();
        services.AddSingleton<LogObserver>();
        services.AddSingleton<HistoryPages>();
        services.AddSingleton<IStreamObserver>(x => new StreamObservers(new XdsMetrics(metrics, Version), x.GetRequiredService<StreamLog>()));
        services.AddSingleton(x => x.Guarded(new FileConfigSource(new(options.ConfigPaths, options.MeshConfigFile), x.GetRequiredService<TimeProvider>()), settings.Telemetry.StrictGuard));
        services.AddIdentity(settings.Identity);
        services.AddSingleton(x => MemberSystem.Start(settings.Akka, settings.Cluster, Version, x.GetRequiredService<RedisConnection>(), x.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<CurrentJwks>();
        services.AddSingleton<IWebReader>(x => new WebReader(settings.Jwks.Web, x.GetRequiredService<TimeProvider>()));
        services.AddSingleton(x => MeshActors.Start(x.GetRequiredService<ActorSystem>(), new(
            x.GetRequiredService<IConfigSource>(),
            x.GetRequiredService<CurrentMesh>(),
            x.GetRequiredService<SecretDesk>(),
            settings.Jwks.Setup(x.GetRequiredService<IWebReader>(), x.GetRequiredService<CurrentJwks>(), x.GetRequiredService<MeshObserver>(), x.GetRequiredService<TimeProvider>()),
            x.GetRequiredService<CertificateSetup>(),
            new LogSetup(settings.Log, x.GetRequiredService<MeshLogView>(), x.GetRequiredService<LogObserver>(), x.GetRequiredService<TimeProvider>(), MemberSystem.NameOf(x.GetRequiredService<ActorSystem>())),
            x.GetRequiredService<MeshObserver>(),
            x.GetRequiredService<IStreamObserver>(),
            x.GetRequiredService<TimeProvider>(),
            settings.Stream,
            settings.Pipeline,
            settings.OpenTimeout,
            settings.ServiceShards,
            settings.Translations,
            x.GetRequiredService<IMemberPages>(),
            settings.AskTimeout)));
        services.AddSingleton<IQuotaStore, RedisQuotaStore>();
        services.AddSingleton(x => QuotaDesk.Start(
            x.GetRequiredService<ActorSystem>(), x.GetRequiredService<IQuotaStore>(), x.GetRequiredService<TimeProvider>(), settings.Quota, settings.ServiceShards));
        services.AddSingleton<IMemberPages>(x => new MemberPages(x.GetRequiredService<DebugSources>, x.GetRequiredService<HistoryPages>()));
        services.AddSingleton<Readiness>();
        services.AddSingleton<ClusterMetrics>();
        services.AddSingleton<IXdsStreams>(x => x.GetRequiredService<MeshActors>().Streams);
        services.AddSingleton(x => new DebugSources(
            x.GetRequiredService<MeshActors>(),
            x.GetRequiredService<CurrentMesh>(),
            x.GetRequiredService<CurrentJwks>(),
            x.GetRequiredService<MeshObserver>(),
            x.GetRequiredService<Readiness>(),
            Version,
            x.GetRequiredService<TimeProvider>(),
            settings.DebugTimeout));
    }

    private static void StartBalancing(IServiceProvider services, ActorSystem system, BalanceOptions options, ILogger log)
    {
        var (readiness, metrics) = (services.GetRequiredService<Readiness>(), services.GetRequiredService<ClusterMetrics>());
        system.ActorOf(BalanceActor.Props(services.GetRequiredService<DiscoveryCalls>(), options, () => readiness.Why() is null, Tell), BalanceActor.Name);

        void Tell(int ended)
        {
            metrics.Balanced(ended);
            LogBalanced(log, ended);
        }
    }

    /// <summary>What the source said, where the ConfigActor lives; elsewhere what came from there.</summary>
    private static async Task Announce(IServiceProvider services, ServerSettings settings, ILogger log, CancellationToken cancel)
    {
        var observer = services.GetRequiredService<MeshObserver>();
        await observer.Ready.WaitAsync(cancel);
        await services.GetRequiredService<CurrentIdentity>().Ready.WaitAsync(cancel);
        var keeper = services.GetRequiredService<MeshActors>().Members.Directory.All.FirstOrDefault(x => x.IsOldest);
        var model = services.GetRequiredService<CurrentMesh>().Model!;
        var own = services.GetRequiredService<IConfigSource>().Description;
        // The mesh log may have been quicker than the source.
        if (keeper is { IsSelf: true }) await Task.WhenAny(observer.Loaded, Task.Delay(SourcePatience, cancel));
        var (state, source) = observer.Loaded.IsCompletedSuccessfully
            ? (await observer.Loaded, own)
            : (ConfigState.Empty with { Configs = model.Configs }, keeper is { IsSelf: true } ? $"the mesh log, until {own} can be read" : $"member {keeper?.Name}");
        foreach (var line in ServeReport.Lines(Version, source, state, settings, services.GetRequiredService<MeshStore>())) Say(log, line);
    }

    private static void CheckPaths(ServeOptions options)
    {
        foreach (var path in options.ConfigPaths)
        {
            if (!Path.Exists(path)) throw new SettingException("--config", $"{path} is neither a file nor a directory");
        }
        if (options.MeshConfigFile is { } mesh && !File.Exists(mesh)) throw new SettingException("--mesh-config", $"there is no file {mesh}");
    }

    private static void CheckAddresses(ServerSettings settings, ServeOptions options, ILogger log)
    {
        foreach (var (setting, address) in new[] { ("mesh.xds.listen", settings.XdsListen), ("mesh.http.listen", settings.HttpListen) })
        {
            if (IPAddress.IsLoopback(address.Address)) continue;
            if (!options.InsecureListenAnywhere)
            {
                throw new SettingException(setting, $"{address} can be reached from other machines, and this port proves nobody's identity; use a loopback address, or --insecure-listen-anywhere to do so knowingly");
            }
            ListensAnywhere(log, address);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Ended} streams were ended, so that they come back at members with fewer")]
    private static partial void LogBalanced(ILogger log, int ended);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Line}")]
    private static partial void Say(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Error, Message = "This member was cut off from the majority of the others and has left; it ends, to be started anew")]
    private static partial void LogCutOff(ILogger log);

    [LoggerMessage(Level = LogLevel.Error, Message = "Cannot start: {Reason}")]
    private static partial void CannotStart(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Address} can be reached from other machines, and proves nobody's identity: whoever reaches it reads the configuration of every proxy")]
    private static partial void ListensAnywhere(ILogger log, IPEndPoint address);
}
