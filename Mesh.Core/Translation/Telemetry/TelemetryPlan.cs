using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>The Telemetry objects that count for a workload, and where the providers that they may name are found.</summary>
/// <param name="Levels">The mesh's, the namespace's, the workload's.</param>
public sealed record TelemetryPlan(ValueList<Identity<ConfigObject<TelemetryConfig>>> Levels, ValueList<TelemetryProvider> Providers)
{
    /// <summary>Always there, unless the mesh gives their names to others: a file log to the standard output in the mesh's format, Istio's metrics, and our own log service.</summary>
    private static readonly ExtensionProvider[] BuiltIn =
    [
        new() { Name = "envoy", EnvoyFileAccessLog = new() { Path = "/dev/stdout" } },
        new() { Name = "prometheus", Prometheus = new() },
        MeshLogs.Provider,
    ];

    public static TelemetryPlan Of(ProxyContext context)
    {
        var levels = context.Model.Telemetries.Of(context.Proxy.Namespace, context.Proxy.Labels);
        var defaults = context.Mesh.DefaultProviders;
        if (levels.Count == 0 && defaults?.AccessLogging is not { Count: > 0 } && defaults?.Tracing is not { Count: > 0 } && defaults?.Metrics is not { Count: > 0 }) return new([], []);
        var written = context.Mesh.ExtensionProviders ?? [];
        var all = written.Concat(BuiltIn.Where(x => written.All(y => y.Name != x.Name)));
        return new(levels, [.. all.Select(x => new TelemetryProvider(new(x), MeshLogs.Is(x) ? MeshLogs.HostOf(context) : ProviderServices.HostOf(context.Model, ServiceOf(x))))]);
    }

    public TelemetryProvider? Provider(string name) => Providers.FirstOrDefault(x => x.Provider.Value.Name == name);

    private static string? ServiceOf(ExtensionProvider provider) => provider.EnvoyHttpAls?.Service ?? provider.EnvoyTcpAls?.Service ?? provider.EnvoyOtelAls?.Service
        ?? provider.Zipkin?.Service ?? provider.Opentelemetry?.Service ?? provider.Datadog?.Service ?? provider.Skywalking?.Service ?? provider.Lightstep?.Service;
}

/// <param name="Host">Of its service; null when it has none or none that is known.</param>
public sealed record TelemetryProvider(Identity<ExtensionProvider> Provider, string? Host);
