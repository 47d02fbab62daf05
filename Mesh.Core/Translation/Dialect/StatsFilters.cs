using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.WellKnownTypes;
using Istio.Filters.Stats;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Translation.Telemetry;
using NetworkFilter = Envoy.Config.Listener.V3.Filter;

namespace Mesh.Core.Translation.Dialect;

/// <summary>Telemetry.metrics of a prometheus provider → istio.stats: istio_requests_total and its kin, with the peers' names.</summary>
internal sealed record StatsFilters(IReadOnlyList<HttpFilter> Http, IReadOnlyList<NetworkFilter> Tcp)
{
    private const string Name = "istio.stats";

    private static readonly StatsFilters None = new([], []);

    private static readonly Dictionary<string, string> Prometheus = new()
    {
        ["REQUEST_COUNT"] = "requests_total",
        ["REQUEST_DURATION"] = "request_duration_milliseconds",
        ["REQUEST_SIZE"] = "request_bytes",
        ["RESPONSE_SIZE"] = "response_bytes",
        ["TCP_OPENED_CONNECTIONS"] = "tcp_connections_opened_total",
        ["TCP_CLOSED_CONNECTIONS"] = "tcp_connections_closed_total",
        ["TCP_SENT_BYTES"] = "tcp_sent_bytes_total",
        ["TCP_RECEIVED_BYTES"] = "tcp_received_bytes_total",
        ["GRPC_REQUEST_MESSAGES"] = "request_messages_total",
        ["GRPC_RESPONSE_MESSAGES"] = "response_messages_total",
    };

    public static StatsFilters Of(ListenerTraits traits, ListenerClass @class)
    {
        if (!traits.IstioFilters.HasFlag(IstioFilters.Stats)) return None;
        var side = @class == ListenerClass.SidecarInbound ? WorkloadMode.Server : WorkloadMode.Client;
        var plans = MetricsMerge.Of(traits.Telemetry, traits.Mesh.Value, side).Where(x => traits.Telemetry.Provider(x.Provider)?.Provider.Value.Prometheus is not null);
        var configs = plans.Select(x => Config(x.Plan, @class)).ToList();
        return new([.. configs.Select(x => HttpFilters.Filter(Name, x))], [.. configs.Select(x => NetworkFilters.Filter(Name, x))]);
    }

    private static PluginConfig Config(MetricsPlan plan, ListenerClass @class) => new()
    {
        // The name that a foreign client writes into its Host header must not become a label.
        DisableHostHeaderFallback = @class != ListenerClass.SidecarOutbound,
        TcpReportingDuration = plan.ReportingInterval is { } interval ? Duration.FromTimeSpan(interval) : null,
        Metrics = { plan.Overrides.Select(Metric) },
    };

    private static MetricConfig Metric(MetricPlan plan)
    {
        var metric = new MetricConfig { Name = Prometheus.GetValueOrDefault(plan.Metric, plan.Metric), Drop = plan.Disabled };
        foreach (var (tag, change) in plan.Tags)
        {
            if (change.Operation == TagOverrideOperation.Remove) metric.TagsToRemove.Add(tag);
            else metric.Dimensions[tag] = change.Value ?? "";
        }
        return metric;
    }
}
