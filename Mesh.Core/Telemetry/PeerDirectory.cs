using System.Collections.Concurrent;
using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Telemetry;

/// <summary>Who is at which address, and which service is meant, by one model of the mesh. For any thread.</summary>
public sealed class PeerDirectory(MeshModel model)
{
    /// <summary>Istio's name of a Kubernetes cluster that was given none.</summary>
    private const string ThisCluster = "Kubernetes";

    /// <summary>Only addresses of the mesh are remembered, so that clients from everywhere do not fill the memory.</summary>
    private readonly ConcurrentDictionary<string, Peer> _byAddress = [];

    public MeshModel Model { get; } = model;

    /// <returns><see cref="Peer.Unknown"/> for an address that is nobody's in the mesh.</returns>
    public Peer At(string address)
    {
        if (_byAddress.TryGetValue(address, out var known)) return known;
        var found = Find(address);
        return found is null ? Peer.Unknown : _byAddress.GetOrAdd(address, found);
    }

    public bool IsKnown(string address) => !ReferenceEquals(At(address), Peer.Unknown);

    /// <summary>The workload of a proxy, as its own metadata and its pod tell.</summary>
    public Peer OfProxy(Proxy proxy)
    {
        var joined = ProxyReader.Join(proxy, Model);
        var pod = Model.Workloads.Pod(proxy.Namespace, proxy.PodName);
        var workload = proxy.WorkloadName is { Length: > 0 } own ? own : pod is null ? WorkloadNames.Of(proxy.PodName, joined.Labels) : WorkloadNames.Of(pod);
        var account = proxy.ServiceAccount is { Length: > 0 } said ? said : pod?.Spec.Spec?.ServiceAccountName ?? "";
        return Make(workload, proxy.Namespace, Identity(proxy.Namespace, account), joined.Labels, proxy.ClusterId.Length > 0 ? proxy.ClusterId : ThisCluster);
    }

    /// <returns>null when there is no such pod.</returns>
    public Peer? OfPod(string @namespace, string name) => Model.Workloads.Pod(@namespace, name) is { } pod ? OfPod(pod) : null;

    /// <summary>The service that a request to a port of a workload was for.</summary>
    /// <param name="authority">The request's host, to choose among several; may be empty.</param>
    /// <returns>null when no service has such an endpoint.</returns>
    public Service? ServiceAt(string address, int port, string authority)
    {
        Service? first = null;
        var named = WithoutPort(authority);
        foreach (var host in Model.Addresses.HostsAt(address))
        {
            if (!Model.EndpointsOf(host).All.Any(x => x.Address == address && (port == 0 || x.Port == port))) continue;
            if (ServiceOf(host) is not { } service) continue;
            if (named.Length > 0 && (named == host || named == service.Name || host.StartsWith(named + ".", StringComparison.Ordinal))) return service;
            first ??= service;
        }
        return first;
    }

    public Service? ServiceOf(string host) => Model.Services.OfHost(host) is [var service, ..] ? service : null;

    private Peer OfPod(ConfigObject<PodObject> pod) =>
        Make(WorkloadNames.Of(pod), pod.Namespace, Identity(pod.Namespace, pod.Spec.Spec?.ServiceAccountName ?? ""), pod.Meta.Labels, ThisCluster);

    private Peer? Find(string address)
    {
        if (Model.Workloads.PodAt(address) is { } pod) return OfPod(pod);
        foreach (var host in Model.Addresses.HostsAt(address))
        {
            var endpoint = Model.EndpointsOf(host).All.FirstOrDefault(x => x.Address == address);
            if (endpoint is null || (endpoint.WorkloadName.Length == 0 && endpoint.Labels.Count == 0)) continue;
            var workload = endpoint.WorkloadName.Length > 0 ? endpoint.WorkloadName : endpoint.Labels.GetValueOrDefault("app", Peer.UnknownName);
            return Make(workload, endpoint.Namespace, endpoint.Identity, endpoint.Labels, endpoint.ClusterId);
        }
        return null;
    }

    private string Identity(string @namespace, string account) =>
        account.Length > 0 ? Spiffe.Id(Model.Mesh.TrustDomain ?? "cluster.local", @namespace, account) : "";

    private static Peer Make(string workload, string @namespace, string principal, IReadOnlyDictionary<string, string> labels, string cluster) => new(
        workload,
        @namespace,
        principal.Length > 0 ? principal : Peer.UnknownName,
        First(labels, "app", "app.kubernetes.io/name") ?? Peer.UnknownName,
        First(labels, "version", "app.kubernetes.io/version") ?? Peer.UnknownName,
        First(labels, "service.istio.io/canonical-name", "app.kubernetes.io/name", "app") ?? workload,
        First(labels, "service.istio.io/canonical-revision", "app.kubernetes.io/version", "version") ?? "latest",
        cluster.Length > 0 ? cluster : Peer.UnknownName);

    private static string? First(IReadOnlyDictionary<string, string> labels, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (labels.TryGetValue(key, out var value) && value.Length > 0) return value;
        }
        return null;
    }

    private static string WithoutPort(string authority)
    {
        var colon = authority.LastIndexOf(':');
        return colon > 0 && !authority.EndsWith(']') ? authority[..colon] : authority;
    }
}
