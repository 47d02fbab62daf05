using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>
/// The endpoints of services, from EndpointSlices, Endpoints, Pods, ServiceEntries and WorkloadEntries. A pure function of the configuration,
/// one host at a time, so that a change costs what it touches.
/// </summary>
public sealed class EndpointCollector(ConfigSet configs, MeshConfig mesh, ServiceIndex services, WorkloadIndex workloads)
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    private readonly ILookup<(string, string), ConfigObject<EndpointSlice>> _slices = configs.All<EndpointSlice>(ConfigKind.EndpointSlice)
        .ToLookup(x => (x.Namespace, x.Meta.Labels.GetValueOrDefault(ServiceNameLabel, "")));

    private readonly EndpointNetworks _networks = new(mesh.Networks);

    /// <summary>The service whose endpoints a slice holds; null for a slice that names none.</summary>
    public static (string Namespace, string Name)? ServiceOf(ConfigObject<EndpointSlice> slice) =>
        slice.Meta.Labels.TryGetValue(ServiceNameLabel, out var name) ? (slice.Namespace, name) : null;

    public ServiceEndpoints Collect(string host)
    {
        var all = new List<Endpoint>();
        foreach (var service in services.OfHost(host))
        {
            all.AddRange(service.Registry == ServiceRegistry.Kubernetes ? OfKubernetes(service) : OfServiceEntry(service));
        }
        return new(host, all);
    }

    private IEnumerable<Endpoint> OfKubernetes(Service service)
    {
        if (service.Resolution == ServiceResolution.Alias) return [];
        var found = _slices[(service.Namespace, service.Name)].OrderBy(x => x.Name, StringComparer.Ordinal).SelectMany(x => OfSlice(service, x.Spec)).ToList();
        if (found.Count == 0 && configs.Find<Endpoints>(ConfigKind.Endpoints, service.Namespace, service.Name) is { } endpoints)
        {
            found.AddRange(OfEndpoints(service, endpoints.Spec));
        }
        found.AddRange(SelectedWorkloadEntries(service, selectPods: false));
        return found.Distinct();
    }

    private IEnumerable<Endpoint> OfSlice(Service service, EndpointSlice slice)
    {
        if (slice.AddressType == "FQDN") yield break;
        foreach (var item in slice.Endpoints ?? [])
        {
            var health = HealthOf(item.Conditions);
            foreach (var address in item.Addresses ?? [])
            {
                foreach (var port in slice.Ports ?? [])
                {
                    if (port.Port is not { } number) continue;
                    if (Build(service, address, (int)number, port.Name ?? "", item.TargetRef, health) is { } endpoint)
                    {
                        yield return item.NodeName is { Length: > 0 } node && endpoint.NodeName.Length == 0
                            ? endpoint with { NodeName = node, Locality = endpoint.Locality.IsUnknown ? workloads.LocalityOfNode(node) : endpoint.Locality }
                            : endpoint;
                    }
                }
            }
        }
    }

    private IEnumerable<Endpoint> OfEndpoints(Service service, Endpoints endpoints)
    {
        foreach (var subset in endpoints.Subsets ?? [])
        {
            foreach (var (list, health) in new[] { (subset.Addresses, EndpointHealth.Healthy), (subset.NotReadyAddresses, EndpointHealth.Unhealthy) })
            {
                foreach (var address in list ?? [])
                {
                    foreach (var port in subset.Ports ?? [])
                    {
                        if (Build(service, address.Ip ?? "", (int)(port.Port ?? 0), port.Name ?? "", address.TargetRef, health) is { } endpoint) yield return endpoint;
                    }
                }
            }
        }
    }

    /// <summary>One that still serves while it goes away drains: new requests pass it by, its sessions end there. What is not said counts as yes.</summary>
    private static EndpointHealth HealthOf(EndpointConditions? conditions)
    {
        if (conditions?.Ready is null or true) return EndpointHealth.Healthy;
        return conditions.Serving != false && conditions.Terminating != false ? EndpointHealth.Draining : EndpointHealth.Unhealthy;
    }

    /// <returns>null while the pod that the slice speaks of is not known yet.</returns>
    private Endpoint? Build(Service service, string address, int port, string portName, ObjectReference? target, EndpointHealth health)
    {
        var pod = target is { Kind: "Pod", Name: { } name } ? workloads.Pod(target.Namespace ?? service.Namespace, name) : workloads.PodAt(address);
        if (target?.Kind == "Pod" && pod is null) return null;
        var endpoint = new Endpoint
        {
            Address = address,
            Port = port,
            ServicePortName = portName,
            Namespace = service.Namespace,
            Health = health,
            Network = _networks.Of(ValueMap<string>.Empty, address),
            ClusterId = EndpointNetworks.ClusterId,
        };
        return pod is null ? endpoint : OfPod(endpoint, pod);
    }

    private Endpoint OfPod(Endpoint endpoint, ConfigObject<PodObject> pod)
    {
        var account = pod.Spec.Spec?.ServiceAccountName ?? "";
        return endpoint with
        {
            Namespace = pod.Namespace,
            Labels = pod.Meta.Labels,
            ServiceAccount = account,
            Identity = account.Length > 0 ? Spiffe.Id(TrustDomain, pod.Namespace, account) : "",
            Network = _networks.Of(pod.Meta.Labels, endpoint.Address),
            Locality = workloads.LocalityOf(pod),
            TlsModeIstio = pod.Meta.Labels.GetValueOrDefault("security.istio.io/tlsMode") == "istio",
            WorkloadName = pod.Name,
            NodeName = pod.Spec.Spec?.NodeName ?? "",
            HostName = pod.Spec.Spec?.Hostname ?? "",
            SubDomain = pod.Spec.Spec?.Subdomain ?? "",
            PodName = pod.Name,
        };
    }

    private IEnumerable<Endpoint> OfServiceEntry(Service service)
    {
        var config = configs.Find<ServiceEntry>(ConfigKind.ServiceEntry, service.Origin.Namespace, service.Origin.Name);
        if (config is null || service.Resolution is ServiceResolution.Passthrough or ServiceResolution.DynamicDns) return [];
        if (service.Selector is not null) return SelectedWorkloadEntries(service, selectPods: service.Resolution == ServiceResolution.ClientSideLb);
        if (config.Spec.Endpoints is { Count: > 0 } written) return written.SelectMany(x => OfWorkloadEntry(service, config.Namespace, x, x.Labels ?? ValueMap<string>.Empty, ""));
        if (service.Resolution is not (ServiceResolution.DnsLb or ServiceResolution.DnsRoundRobinLb)) return [];
        return service.Ports.Select(port => new Endpoint
        {
            Address = service.Host,
            Port = port.WorkloadNumber,
            ServicePortName = port.Name,
            Namespace = service.Namespace,
            Declared = true,
        });
    }

    private IEnumerable<Endpoint> SelectedWorkloadEntries(Service service, bool selectPods)
    {
        if (service.Selector is null) yield break;
        foreach (var entry in configs.All<WorkloadEntry>(ConfigKind.WorkloadEntry))
        {
            if (entry.Namespace != service.Namespace || !IsHealthy(entry)) continue;
            var labels = LabelsOf(entry);
            if (!Selectors.Selects(service.Selector, labels)) continue;
            foreach (var endpoint in OfWorkloadEntry(service, entry.Namespace, entry.Spec, labels, entry.Name)) yield return endpoint;
        }
        if (!selectPods) yield break;
        foreach (var pod in workloads.Pods.Where(x => x.Namespace == service.Namespace && Selectors.Selects(service.Selector, x.Meta.Labels)).OrderBy(x => x.Name, StringComparer.Ordinal))
        {
            if (WorkloadIndex.AddressesOf(pod.Spec).FirstOrDefault() is not { } address || !IsReady(pod.Spec)) continue;
            foreach (var port in service.Ports)
            {
                yield return OfPod(new() { Address = address, Port = port.WorkloadNumber, ServicePortName = port.Name, Namespace = pod.Namespace, ClusterId = EndpointNetworks.ClusterId }, pod);
            }
        }
    }

    private IEnumerable<Endpoint> OfWorkloadEntry(Service service, string @namespace, WorkloadEntry entry, ValueMap<string> labels, string name)
    {
        var address = entry.Address ?? service.Host;
        var unix = address.StartsWith("unix://", StringComparison.Ordinal);
        var account = entry.ServiceAccount ?? "";
        foreach (var port in service.Ports)
        {
            var number = unix ? 0
                : entry.Ports?.TryGetValue(port.Name, out var own) == true ? (int)own
                : port.WorkloadNumber;
            yield return new()
            {
                Address = address,
                Port = number,
                ServicePortName = port.Name,
                Namespace = @namespace,
                Labels = labels,
                ServiceAccount = account,
                Identity = account.Length > 0 ? Spiffe.Id(TrustDomain, @namespace, account) : "",
                Network = entry.Network is { Length: > 0 } network ? network : _networks.Of(labels, address),
                ClusterId = EndpointNetworks.ClusterId,
                Locality = Locality.Parse(entry.Locality),
                Weight = entry.Weight ?? 0,
                TlsModeIstio = labels.TryGetValue("security.istio.io/tlsMode", out var mode) ? mode == "istio" : account.Length > 0,
                WorkloadName = name,
                Declared = true,
            };
        }
    }

    /// <summary>Where the agent of the workload reports its health, silence is bad news.</summary>
    private static bool IsHealthy(ConfigObject<WorkloadEntry> entry) =>
        entry.Meta.Annotations.GetValueOrDefault("proxy.istio.io/health-checks-enabled") != "true"
        || (entry.Spec.Status?.Conditions ?? []).Any(x => x is { Type: "Healthy", Status: "True" });

    /// <summary>Labels of the object itself, overridden by those of its spec.</summary>
    private static ValueMap<string> LabelsOf(ConfigObject<WorkloadEntry> entry)
    {
        if (entry.Spec.Labels is not { Count: > 0 } own) return entry.Meta.Labels;
        return entry.Meta.Labels.Count == 0 ? own : ValueMap<string>.From(entry.Meta.Labels.Where(x => !own.ContainsKey(x.Key)).Concat(own));
    }

    private static bool IsReady(PodObject pod) => pod.Status?.Conditions?.FirstOrDefault(x => x.Type == "Ready") is not { Status: not "True" };

    private string TrustDomain => mesh.TrustDomain ?? "cluster.local";
}
