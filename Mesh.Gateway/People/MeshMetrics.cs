using Mesh.Actors.Config;
using Mesh.Core.Analysis;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Prometheus;

namespace Mesh.Gateway.People;

/// <summary>Counts what becomes of configuration, under the names that Istio's dashboards know.</summary>
public sealed class MeshMetrics
{
    private readonly Gauge _services;
    private readonly Gauge _virtualServices;
    private readonly Gauge _refused;
    private readonly Gauge _withheld;
    private readonly Gauge _findings;
    private readonly Histogram _analysis;
    private readonly Counter _updates;
    private readonly Counter _triggers;
    private readonly Counter _errors;
    private readonly Counter _secretErrors;
    private readonly Counter _issued;
    private readonly Counter _keysFetched;
    private readonly Counter _keysNotFetched;
    private readonly Histogram _build;
    private readonly Histogram _translation;
    private readonly Histogram _convergence;

    public MeshMetrics(CollectorRegistry registry)
    {
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        _services = metrics.CreateGauge("pilot_services", "Services of the mesh.");
        _virtualServices = metrics.CreateGauge("pilot_virt_services", "VirtualServices of the mesh.");
        _refused = metrics.CreateGauge("actormesh_config_refused", "Documents that are refused now.");
        _withheld = metrics.CreateGauge("actormesh_xds_withheld", "Resources that are kept from proxies now, since Envoy would refuse them.");
        _findings = metrics.CreateGauge("actormesh_config_findings", "What is found now when objects are looked at beside each other, by level.", "level");
        _analysis = Seconds("actormesh_config_analysis_seconds", "Time to look over the mesh after a change.");
        _updates = metrics.CreateCounter("pilot_inbound_updates", "Batches of changes taken.", "type");
        _triggers = metrics.CreateCounter("pilot_push_triggers", "Changes that reach proxies, by what changed.", "type");
        _errors = metrics.CreateCounter("pilot_total_xds_internal_errors", "Failures of this program while it translated.");
        _secretErrors = metrics.CreateCounter("pilot_sds_certificate_errors_total", "Secrets that were asked for and not given.");
        _issued = metrics.CreateCounter("citadel_server_success_cert_issuance_count", "Certificates signed.");
        _keysFetched = metrics.CreateCounter("pilot_jwks_resolver_network_fetch_success_total", "Key sets of issuers of tokens that were fetched.");
        _keysNotFetched = metrics.CreateCounter("pilot_jwks_resolver_network_fetch_fail_total", "Key sets of issuers of tokens that could not be fetched.");
        _build = Seconds("pilot_pushcontext_init_seconds", "Time to build the model of the mesh.");
        _translation = Seconds("pilot_xds_push_time", "Time to translate the mesh for one class of proxies.");
        _convergence = metrics.CreateHistogram("pilot_proxy_convergence_time", "Time in seconds from a change of the model to the last response of it that was written for a proxy.",
            new HistogramConfiguration { Buckets = [0.001, 0.003, 0.01, 0.03, 0.1, 0.5, 1, 3, 5, 10, 20, 30] });

        Histogram Seconds(string name, string help) =>
            metrics.CreateHistogram(name, help, new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(0.0005, 2, 16) });
    }

    public void ConfigTaken(ConfigState state, ConfigEffect effect)
    {
        _refused.Set(state.Refused.Count);
        if (!effect.Changed) return;
        _updates.WithLabels(effect.OnlyEndpoints ? "eds" : "config").Inc();
        _triggers.WithLabels(effect.OnlyEndpoints ? "endpoint" : "config").Inc();
    }

    public void ModelBuilt(MeshModel model, TimeSpan took)
    {
        _build.Observe(took.TotalSeconds);
        _services.Set(model.Services.All.Count);
        _virtualServices.Set(model.Configs.Counts.GetValueOrDefault(ConfigKind.VirtualService));
    }

    public void Translated(TimeSpan took) => _translation.Observe(took.TotalSeconds);

    public void Converged(TimeSpan after) => _convergence.Observe(after.TotalSeconds);

    public void Analyzed(ValueList<Finding> findings, TimeSpan took)
    {
        _analysis.Observe(took.TotalSeconds);
        foreach (var level in Enum.GetValues<FindingLevel>()) _findings.WithLabels(level.ToString().ToLowerInvariant()).Set(findings.Count(x => x.Level == level));
    }

    public void Withheld(int resources) => _withheld.Set(resources);

    public void Failed() => _errors.Inc();

    public void SecretRefused() => _secretErrors.Inc();

    public void KeysFetched() => _keysFetched.Inc();

    public void KeysNotFetched() => _keysNotFetched.Inc();

    public void Issued() => _issued.Inc();
}
