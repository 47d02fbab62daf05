using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class WorkloadEntryValidator : KindValidator<WorkloadEntry>
{
    private const int MaxAddressLength = 256;
    private const int MaxTextLength = 2048;
    private const int MaxServiceAccountLength = 253;
    private const int MaxLabels = 256;
    private const int MaxPorts = 128;

    /// <summary>The schema's bound, one below that of a DNS label.</summary>
    private const int MaxPortNameLength = 62;

    protected override void Validate(ConfigMeta meta, WorkloadEntry spec, Findings findings) => Validate("spec", spec, null, findings);

    /// <param name="resolution">Of the ServiceEntry that the entry stands in; null for one by itself.</param>
    public static void Validate(string field, WorkloadEntry entry, Resolution? resolution, Findings findings)
    {
        var address = entry.Address ?? "";
        if (address.Length > MaxAddressLength) findings.Error($"{field}.address", $"has {address.Length} characters; at most {MaxAddressLength} are allowed");
        if (address.Length == 0) MissingAddress(field, entry, resolution, findings);
        else if (!ListenerAddress.IsUnix(address)) Address($"{field}.address", address, resolution, findings);
        ValidateTemplate(field, entry, findings);
        findings.Labels($"{field}.labels", entry.Labels);
    }

    /// <summary>A template of workloads need not have an address yet.</summary>
    public static void ValidateTemplate(string field, WorkloadEntry entry, Findings findings)
    {
        if (ListenerAddress.IsUnix(entry.Address)) Unix(field, entry, findings);
        findings.MaxLength($"{field}.network", entry.Network, MaxTextLength);
        findings.MaxLength($"{field}.locality", entry.Locality, MaxTextLength);
        findings.MaxLength($"{field}.serviceAccount", entry.ServiceAccount, MaxServiceAccountLength);
        findings.AtMost($"{field}.labels", entry.Labels, MaxLabels);
        findings.AtMost($"{field}.ports", entry.Ports, MaxPorts);
        Ports($"{field}.ports", entry.Ports ?? ValueMap<uint>.Empty, findings);
    }

    private static void MissingAddress(string field, WorkloadEntry entry, Resolution? resolution, Findings findings)
    {
        if (entry.Network is null or "" || resolution is Resolution.Dns or Resolution.DnsRoundRobin) findings.Error($"{field}.address", "is missing");
        else findings.Warn($"{field}.address", $"is missing, so the workload is only reached through a gateway of network {entry.Network}");
    }

    private static void Unix(string field, WorkloadEntry entry, Findings findings)
    {
        findings.Unix($"{field}.address", entry.Address!);
        if (entry.Ports is not null) findings.Error($"{field}.ports", "must be left out with a Unix socket");
    }

    private static void Address(string field, string address, Resolution? resolution, Findings findings)
    {
        if (Dns.IsAddress(address)) return;
        if (resolution == Resolution.Static) findings.Error(field, $"must be an IP address with resolution STATIC, not \"{address}\"");
        else if (Dns.NameProblem(address) is not null) findings.Error(field, $"must be an IP address or a name that can be looked up, not \"{address}\"");
    }

    private static void Ports(string field, ValueMap<uint> ports, Findings findings)
    {
        foreach (var (name, number) in ports)
        {
            if (!Dns.IsLabel(name) || name.Length > MaxPortNameLength)
            {
                findings.Error($"{field}[\"{name}\"]", $"\"{name}\" is not a port's name: letters, digits and - inside, at most {MaxPortNameLength}");
            }
            findings.Port($"{field}[\"{name}\"]", number);
        }
    }
}
