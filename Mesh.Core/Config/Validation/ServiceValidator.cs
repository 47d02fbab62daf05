namespace Mesh.Core.Config.Validation;

/// <summary>
/// What the API server would refuse of a Service and would break a proxy: a file has no API server in front of it, and listeners are made of addresses and ports.
/// </summary>
internal sealed class ServiceValidator : KindValidator<ServiceSpec>
{
    private const string NoAddress = "None";

    protected override void Validate(ConfigMeta meta, ServiceSpec spec, Findings findings)
    {
        Address(findings, "spec.clusterIP", spec.ClusterIP);
        for (var i = 0; i < (spec.ClusterIPs?.Count ?? 0); i++) Address(findings, $"spec.clusterIPs[{i}]", spec.ClusterIPs![i]);
        for (var i = 0; i < (spec.ExternalIPs?.Count ?? 0); i++) Address(findings, $"spec.externalIPs[{i}]", spec.ExternalIPs![i]);
        for (var i = 0; i < (spec.Ports?.Count ?? 0); i++)
        {
            var port = spec.Ports![i];
            findings.Port($"spec.ports[{i}].port", port.Port ?? 0);
            var target = port.TargetPort is { Name: { } name } && int.TryParse(name, out var number) ? number : port.TargetPort?.Number ?? 0;
            if (target != 0) findings.Port($"spec.ports[{i}].targetPort", target);
        }
    }

    private static void Address(Findings findings, string field, string? text)
    {
        if (text is null or "" or NoAddress || (Dns.IsAddress(text) && !text.Contains('%', StringComparison.Ordinal))) return;
        findings.Error(field, $"must be an IP address, not \"{text}\"");
    }
}
