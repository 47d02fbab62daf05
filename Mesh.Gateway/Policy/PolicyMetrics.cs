using Prometheus;

namespace Mesh.Gateway.Policy;

/// <summary>What policy decided here. Labels are names of limits and handlers, which configuration bounds; never the values of requests.</summary>
public sealed class PolicyMetrics(CollectorRegistry registry)
{
    private readonly Counter _limits = Metrics.WithCustomRegistry(registry).CreateCounter(
        "actormesh_rate_limit_decisions_total", "Descriptors that met a limit, by the limit's name and what became of them", "limit", "decision");

    private readonly Counter _checks = Metrics.WithCustomRegistry(registry).CreateCounter(
        "actormesh_check_decisions_total", "Precondition checks, by their source, code, and whether a kept verdict answered", "source", "code", "cached");

    public void RateLimited(string limit, bool isOver, bool isShadow) =>
        _limits.WithLabels(limit, (isOver, isShadow) switch { (false, _) => "admitted", (_, true) => "shadow", _ => "over_limit" }).Inc();

    public void Checked(string source, Google.Rpc.Code code, bool cached) => _checks.WithLabels(source, code.ToString(), cached ? "true" : "false").Inc();
}
