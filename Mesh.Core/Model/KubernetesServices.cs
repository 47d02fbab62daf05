using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>A Kubernetes Service as the mesh sees it.</summary>
public static class KubernetesServices
{
    public const string ExportToAnnotation = "networking.istio.io/exportTo";
    public const string TrafficDistributionAnnotation = "networking.istio.io/traffic-distribution";
    private const string KubernetesAccountsAnnotation = "alpha.istio.io/kubernetes-serviceaccounts";
    private const string CanonicalAccountsAnnotation = "alpha.istio.io/canonical-serviceaccounts";

    public static Service Convert(ConfigObject<ServiceSpec> config, MeshConfig mesh)
    {
        var spec = config.Spec;
        var headless = spec.ClusterIP == "None";
        var alias = spec.Type == "ExternalName" && spec.ExternalName is { Length: > 0 };
        return new()
        {
            Host = $"{config.Name}.{config.Namespace}.svc.cluster.local",
            Name = config.Name,
            Namespace = config.Namespace,
            Registry = ServiceRegistry.Kubernetes,
            Resolution = alias ? ServiceResolution.Alias : headless ? ServiceResolution.Passthrough : ServiceResolution.ClientSideLb,
            Ports = [.. (spec.Ports ?? []).Select(Port)],
            Created = config.Meta.Created,
            Origin = config.Key,
            Addresses = headless || alias ? [] : AddressesOf(spec),
            Headless = headless,
            ExportTo = ExportTo(config.Meta.Annotations, mesh),
            Labels = config.Meta.Labels,
            Annotations = config.Meta.Annotations,
            Selector = spec.Selector is { Count: > 0 } selector ? selector : null,
            SubjectAltNames = Accounts(config, mesh.TrustDomain ?? "cluster.local"),
            ExternalName = alias ? spec.ExternalName!.TrimEnd('.') : null,
            TrafficDistribution = config.Meta.Annotations.GetValueOrDefault(TrafficDistributionAnnotation) ?? spec.TrafficDistribution,
            NodeLocal = spec.InternalTrafficPolicy == "Local",
            PublishNotReadyAddresses = spec.PublishNotReadyAddresses == true,
            NodePorts = spec.Type == "NodePort" ? NodePortsOf(spec) : new Dictionary<int, int>(),
            ExternalAddresses =
            [
                .. spec.ExternalIPs ?? [],
                .. (spec.Status?.LoadBalancer?.Ingress ?? []).Select(x => x.Ip ?? x.Hostname).OfType<string>(),
            ],
        };
    }

    private static ServicePort Port(ServiceSpecPort port) => new(
        (int)(port.Port ?? 0),
        port.Name ?? "",
        Protocols.OfServicePort((int)(port.Port ?? 0), port.Name, port.Protocol, port.AppProtocol),
        // Kubernetes takes a target of 0 for none.
        port.TargetPort is { Number: 0 } ? null : port.TargetPort?.ToString());

    private static Dictionary<int, int> NodePortsOf(ServiceSpec spec) => (spec.Ports ?? [])
        .Where(x => x is { Port: > 0, NodePort: > 0 })
        .DistinctBy(x => x.Port)
        .ToDictionary(x => (int)x.Port!, x => (int)x.NodePort!);

    private static IReadOnlyList<string> AddressesOf(ServiceSpec spec)
    {
        if (spec.ClusterIPs is { Count: > 0 } all) return all;
        return spec.ClusterIP is { Length: > 0 } one ? [one] : [];
    }

    private static IReadOnlyList<string> ExportTo(ValueMap<string> annotations, MeshConfig mesh)
    {
        if (annotations.TryGetValue(ExportToAnnotation, out var written))
        {
            var entries = written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (entries.Length > 0) return entries;
        }
        return mesh.DefaultServiceExportTo is { Count: > 0 } defaults ? defaults : [Visibility.Public];
    }

    private static IReadOnlyList<string> Accounts(ConfigObject<ServiceSpec> config, string trustDomain)
    {
        var accounts = new List<string>();
        if (config.Meta.Annotations.TryGetValue(CanonicalAccountsAnnotation, out var canonical)) accounts.AddRange(canonical.Split(','));
        if (config.Meta.Annotations.TryGetValue(KubernetesAccountsAnnotation, out var own))
        {
            accounts.AddRange(own.Split(',').Select(x => Spiffe.Id(trustDomain, config.Namespace, x)));
        }
        return accounts;
    }
}
