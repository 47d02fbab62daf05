using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>A ServiceEntry as services: one for each of its hosts and addresses.</summary>
public static class ServiceEntryServices
{
    public static IEnumerable<Service> Convert(ConfigObject<ServiceEntry> config, MeshConfig mesh)
    {
        var spec = config.Spec;
        ServicePort[] ports = [.. (spec.Ports ?? []).Select(Port)];
        var exportTo = spec.ExportTo is { Count: > 0 } written ? written
            : mesh.DefaultServiceExportTo is { Count: > 0 } defaults ? (IReadOnlyList<string>)defaults
            : [Visibility.Public];
        foreach (var host in (spec.Hosts ?? []).Distinct())
        {
            IReadOnlyList<string> automatic =
            [
                .. (spec.Status?.Addresses ?? []).Where(x => x.Host is null || x.Host == host).Select(x => x.Value).OfType<string>(),
            ];
            IReadOnlyList<IReadOnlyList<string>> addresses = spec.Addresses is { Count: > 0 } own ? [.. own.Select(x => (IReadOnlyList<string>)[x])] : [[]];
            foreach (var address in addresses)
            {
                yield return new()
                {
                    Host = host,
                    Name = host,
                    Namespace = config.Namespace,
                    Registry = ServiceRegistry.External,
                    Resolution = ResolutionOf(spec),
                    Ports = ports,
                    Created = config.Meta.Created,
                    Origin = config.Key,
                    Addresses = [.. address.Select(WithoutHostPrefix)],
                    AutoAllocatedAddresses = address.Count > 0 || Hostnames.IsWildcard(host) ? [] : automatic,
                    MeshExternal = spec.Location is null or Location.MeshExternal,
                    ExportTo = exportTo,
                    Labels = config.Meta.Labels,
                    Annotations = config.Meta.Annotations,
                    Selector = spec.WorkloadSelector?.Labels is { Count: > 0 } labels ? labels : null,
                    SubjectAltNames = spec.SubjectAltNames ?? [],
                    TrafficDistribution = config.Meta.Annotations.GetValueOrDefault(KubernetesServices.TrafficDistributionAnnotation),
                };
            }
        }
    }

    private static ServicePort Port(ServiceEntryPort port) => new(
        (int)(port.Number ?? 0), port.Name ?? "", Protocols.Parse(port.Protocol),
        port.TargetPort is > 0 ? port.TargetPort.Value.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);

    private static ServiceResolution ResolutionOf(ServiceEntry spec) => spec.Resolution switch
    {
        Resolution.Static => ServiceResolution.ClientSideLb,
        Resolution.Dns => ServiceResolution.DnsLb,
        Resolution.DnsRoundRobin => ServiceResolution.DnsRoundRobinLb,
        Resolution.DynamicDns => ServiceResolution.DynamicDns,
        _ => ServiceResolution.Passthrough,
    };

    /// <summary>A CIDR of a single address is that address.</summary>
    private static string WithoutHostPrefix(string address) =>
        address.EndsWith("/32", StringComparison.Ordinal) && !address.Contains(':') ? address[..^3]
        : address.EndsWith("/128", StringComparison.Ordinal) ? address[..^4]
        : address;
}
