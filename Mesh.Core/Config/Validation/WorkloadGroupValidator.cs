using System.Text.RegularExpressions;

namespace Mesh.Core.Config.Validation;

internal sealed partial class WorkloadGroupValidator : KindValidator<WorkloadGroup>
{
    private const int MaxLabels = 256;

    protected override void Validate(ConfigMeta meta, WorkloadGroup spec, Findings findings)
    {
        findings.Labels("spec.metadata.labels", spec.Metadata?.Labels);
        findings.AtMost("spec.metadata.labels", spec.Metadata?.Labels, MaxLabels);
        findings.AtMost("spec.metadata.annotations", spec.Metadata?.Annotations, MaxLabels);
        if (spec.Template is { } template) WorkloadEntryValidator.ValidateTemplate("spec.template", template, findings); // its labels are not looked at, as in Istio
        else findings.Error("spec.template", "is missing: what the group's workloads look like");
        if (spec.Probe is { } probe) Probe("spec.probe", probe, findings);
    }

    private static void Probe(string field, ReadinessProbe probe, Findings findings)
    {
        findings.NotNegative($"{field}.initialDelaySeconds", probe.InitialDelaySeconds);
        findings.NotNegative($"{field}.timeoutSeconds", probe.TimeoutSeconds);
        findings.NotNegative($"{field}.periodSeconds", probe.PeriodSeconds);
        findings.NotNegative($"{field}.successThreshold", probe.SuccessThreshold);
        findings.NotNegative($"{field}.failureThreshold", probe.FailureThreshold);
        findings.AtMostOne(field, ("httpGet", probe.HttpGet), ("tcpSocket", probe.TcpSocket), ("exec", probe.Exec), ("grpc", probe.Grpc));
        if (probe is { HttpGet: null, TcpSocket: null, Exec: null }) findings.Error(field, "needs one of httpGet, tcpSocket and exec");
        if (probe.HttpGet is { } http) Http($"{field}.httpGet", http, findings);
        if (probe.TcpSocket is { } tcp) findings.Port($"{field}.tcpSocket.port", tcp.Port ?? 0);
        if (probe.Exec is { Command: null or { Count: 0 } }) findings.Error($"{field}.exec.command", "is missing");
        for (var i = 0; i < probe.Exec?.Command?.Count; i++) findings.Required($"{field}.exec.command[{i}]", probe.Exec.Command[i]);
    }

    private static void Http(string field, HttpHealthCheckConfig http, Findings findings)
    {
        findings.Port($"{field}.port", http.Port ?? 0);
        if (http.Scheme is not (null or "" or "HTTP" or "HTTPS")) findings.Error($"{field}.scheme", $"must be HTTP or HTTPS, not \"{http.Scheme}\"");
        for (var i = 0; i < http.HttpHeaders?.Count; i++)
        {
            if (!ProbeHeader().IsMatch(http.HttpHeaders[i].Name ?? ""))
            {
                findings.Error($"{field}.httpHeaders[{i}].name", $"\"{http.HttpHeaders[i].Name}\" is not a header's name for a probe: letters, digits and -");
            }
        }
    }

    [GeneratedRegex(@"^[-a-zA-Z0-9]+\z")]
    private static partial Regex ProbeHeader();
}
