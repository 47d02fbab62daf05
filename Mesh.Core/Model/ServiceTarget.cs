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
        var selecting = model.Services.Selecting(proxy.Namespace, pod?.Meta.Labels ?? proxy.Labels);
        var targets = new List<ServiceTarget>();
        foreach (var service in selecting)
        {
            foreach (var port in service.Ports)
            {
                if (TargetOf(port, pod?.Spec) is { } target) targets.Add(new(service, port, target));
            }
        }
        foreach (var service in proxy.IpAddresses.SelectMany(model.Addresses.HostsAt).SelectMany(model.Services.OfHost).Distinct().Except(selecting))
        {
            var own = model.EndpointsOf(service.Host).All.Where(x => proxy.IpAddresses.Contains(x.Address)).ToList();
            foreach (var port in service.Ports)
            {
                if (own.FirstOrDefault(x => x.ServicePortName == port.Name) is { } endpoint) targets.Add(new(service, port, endpoint.Port));
            }
        }
        return
        [
            .. targets
                .DistinctBy(x => (x.Service.Host, x.Service.Namespace, x.Port.Number))
                .OrderBy(x => x.Service.Created)
                .ThenBy(x => $"{x.Service.Name}.{x.Service.Namespace}", StringComparer.Ordinal),
        ];
    }

    /// <returns>null for a named port that no container of the pod has.</returns>
    private static int? TargetOf(ServicePort port, PodObject? pod)
    {
        if (port.TargetPort is null) return port.Number;
        if (int.TryParse(port.TargetPort, out var number)) return number;
        return (int?)(pod?.Spec?.Containers ?? []).SelectMany(x => x.Ports ?? []).FirstOrDefault(x => x.Name == port.TargetPort)?.ContainerPort;
    }
}
