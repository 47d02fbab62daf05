using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class ServiceEntryValidator : KindValidator<ServiceEntry>
{
    private const string AllocationLabel = "networking.istio.io/enable-autoallocate-ip";
    private const int MaxItems = 256;
    private const int MaxEndpoints = 4096;

    protected override void Validate(ConfigMeta meta, ServiceEntry spec, Findings findings)
    {
        var resolution = spec.Resolution ?? Resolution.None;
        Hosts(meta, spec, findings);
        Addresses(spec, resolution, findings);
        Ports(spec.Ports ?? [], findings);
        findings.AtMost("spec.hosts", spec.Hosts, MaxItems);
        findings.AtMost("spec.addresses", spec.Addresses, MaxItems);
        findings.AtMost("spec.ports", spec.Ports, MaxItems);
        findings.AtMost("spec.endpoints", spec.Endpoints, MaxEndpoints);
        if (spec.WorkloadSelector is { } selector)
        {
            findings.Selector("spec.workloadSelector", selector.Labels);
            if (spec.Endpoints is { Count: > 0 }) findings.Error("spec", "takes only one of workloadSelector and endpoints");
            if (resolution == Resolution.None) findings.Warn("spec.workloadSelector", "selects nothing with resolution NONE, which sends traffic where it was going");
        }
        ServiceEntryEndpoints.Validate(spec, resolution, findings);
        findings.ExportTo(meta, spec.ExportTo, allowsNobody: true);
    }

    private static void Hosts(ConfigMeta meta, ServiceEntry spec, Findings findings)
    {
        var hosts = spec.Hosts ?? [];
        if (hosts.Count == 0) findings.Error("spec.hosts", "needs at least one host");
        for (var i = 0; i < hosts.Count; i++)
        {
            if (hosts[i] == "*") findings.Error($"spec.hosts[{i}]", "* is no host of a ServiceEntry");
            else findings.WildcardDomain($"spec.hosts[{i}]", hosts[i]);
            if (Dns.HasPartialWildcard(hosts[i])) findings.Warn($"spec.hosts[{i}]", $"a wildcard should be the whole first label, as in *.example.com, not \"{hosts[i]}\"");
        }
        var resolution = spec.Resolution ?? Resolution.None;
        if (resolution != Resolution.None && hosts.Count > 1 && (spec.Ports ?? []).Any(x => IsTcp(x.Protocol)))
        {
            findings.Error("spec.hosts", "several hosts can only be told apart on ports of HTTP or TLS; make an entry for each host");
        }
        if (spec.Addresses is null or { Count: 0 } && !(resolution != Resolution.None && Allocates(meta)) && (spec.Ports ?? []).Any(x => x.Protocol is null or "" or "TCP"))
        {
            findings.Warn("spec.addresses", "a port of TCP without addresses takes all traffic of that port");
        }
    }

    /// <summary>Istio gives an entry without addresses some of its own, unless it says no.</summary>
    private static bool Allocates(ConfigMeta meta) => !string.Equals(meta.Labels.GetValueOrDefault(AllocationLabel), "false", StringComparison.OrdinalIgnoreCase);

    private static bool IsTcp(string? protocol) => !ProtocolNames.IsHttp(protocol ?? "") && !ProtocolNames.IsTls(protocol ?? "");

    private static void Addresses(ServiceEntry spec, Resolution resolution, Findings findings)
    {
        for (var i = 0; i < spec.Addresses?.Count; i++)
        {
            findings.Subnet($"spec.addresses[{i}]", spec.Addresses[i]);
            if (spec.Addresses[i].Contains('/', StringComparison.Ordinal) && resolution is not (Resolution.None or Resolution.Static))
            {
                findings.Error($"spec.addresses[{i}]", "may be a CIDR block only with resolution NONE or STATIC");
            }
        }
    }

    private static void Ports(ValueList<ServiceEntryPort> ports, Findings findings)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            var (field, port) = ($"spec.ports[{i}]", ports[i]);
            findings.Port($"{field}.number", port.Number ?? 0);
            if (!Dns.IsLabel(port.Name ?? "")) findings.Error($"{field}.name", $"must be letters, digits and - inside, not \"{port.Name}\"");
            if (port.Protocol is { Length: > 0 } protocol) findings.Protocol($"{field}.protocol", protocol);
            if (port.TargetPort is { } target) findings.Port($"{field}.targetPort", target);
            if (ports.Take(i).Any(x => x.Name == port.Name)) findings.Error($"{field}.name", $"two ports have the name {port.Name}");
            if (ports.Take(i).Any(x => x.Number == port.Number)) findings.Error($"{field}.number", $"two ports have the number {port.Number}");
        }
    }
}
