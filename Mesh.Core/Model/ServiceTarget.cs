using Mesh.Core.Config;

namespace Mesh.Core.Model;

/// <summary>A service that a proxy's own workload stands behind, on one port.</summary>
/// <param name="TargetPort">The port that the workload listens on.</param>
public sealed record ServiceTarget(Service Service, ServicePort Port, int TargetPort);

/// <summary>Finds the services of a workload: by its endpoints, and by the selectors that select it.</summary>
public static class ServiceTargets
{
    /// <returns>In the order of the services (the oldest first) and their ports, each pair once.</returns>
    public static IReadOnlyList<ServiceTarget> Of(Proxy proxy, MeshModel model)
    {
        var pod = model.Workloads.Pod(proxy.Namespace, proxy.PodName) ?? proxy.IpAddresses.Select(model.Workloads.PodAt).FirstOrDefault(x => x is not null);
        var targets = new List<ServiceTarget>();
        foreach (var service in model.Services.All)
        {
            var selected = service.Registry == ServiceRegistry.Kubernetes && service.Namespace == proxy.Namespace
                && service.Selector is not null && Selectors.Selects(service.Selector, pod?.Meta.Labels ?? proxy.Labels);
            var endpoints = selected ? [] : model.EndpointsOf(service.Host).All.Where(x => proxy.IpAddresses.Contains(x.Address)).ToList();
            if (!selected && endpoints.Count == 0) continue;
            foreach (var port in service.Ports)
            {
                var number = selected ? TargetOf(port, pod?.Spec) : endpoints.FirstOrDefault(x => x.ServicePortName == port.Name)?.Port;
                if (number is { } target) targets.Add(new(service, port, target));
            }
        }
        return [.. targets.DistinctBy(x => (x.Service.Host, x.Service.Namespace, x.Port.Number))];
    }

    /// <returns>null for a named port that no container of the pod has.</returns>
    private static int? TargetOf(ServicePort port, PodObject? pod)
    {
        if (port.TargetPort is null) return port.Number;
        if (int.TryParse(port.TargetPort, out var number)) return number;
        return (int?)(pod?.Spec?.Containers ?? []).SelectMany(x => x.Ports ?? []).FirstOrDefault(x => x.Name == port.TargetPort)?.ContainerPort;
    }
}
