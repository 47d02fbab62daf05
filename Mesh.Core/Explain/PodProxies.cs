using System.Text.Json.Nodes;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Pipeline;
using Mesh.Core.Xds;

namespace Mesh.Core.Explain;

/// <summary>
/// The proxies that the configuration lets expect, each with what it would be sent: beside every Pod that has a sidecar, and of every Pod that a Gateway
/// selects. For explanations without a running mesh.
/// </summary>
public sealed class PodProxies : IKnownProxies
{
    private const string TlsModeLabel = "security.istio.io/tlsMode";
    private const string StatusAnnotation = "sidecar.istio.io/status";
    private const string ModeAnnotation = "sidecar.istio.io/interceptionMode";
    private const string ProxyContainer = "istio-proxy";

    private readonly MeshModel _model;
    private readonly SnapshotPipeline _pipeline = new(PipelineOptions.Default);
    private readonly Dictionary<string, Proxy> _byAddress = [];

    public PodProxies(MeshModel model)
    {
        _model = model;
        All = [.. model.Workloads.Pods.OrderBy(x => x.Key).Select(x => Of(x, model)).OfType<Proxy>()];
        foreach (var proxy in All)
        {
            foreach (var address in proxy.IpAddresses) _byAddress.TryAdd(address, proxy);
        }
    }

    public IReadOnlyList<Proxy> All { get; }

    public XdsSnapshot SnapshotOf(Proxy proxy) => OutcomeOf(proxy).Snapshot;

    public SnapshotOutcome OutcomeOf(Proxy proxy) => _pipeline.Snapshot(_model, proxy, DateTimeOffset.UnixEpoch);

    public KnownProxy? At(string address) => _byAddress.TryGetValue(address, out var proxy) ? new(proxy, SnapshotOf(proxy)) : null;

    private static Proxy? Of(ConfigObject<PodObject> pod, MeshModel model)
    {
        var labels = pod.Meta.Labels;
        var isGateway = model.Gateways.Any(x => x.Spec.Selector is { Count: > 0 } selector && Selectors.Selects(selector, labels));
        if (!isGateway && !HasSidecar(pod)) return null;
        string[] addresses = [.. WorkloadIndex.AddressesOf(pod.Spec)];
        if (addresses.Length == 0) addresses = [.. model.Endpoints.Values.SelectMany(x => x.All).Where(x => x.PodName == pod.Name && x.Namespace == pod.Namespace).Select(x => x.Address).Distinct().Order(StringComparer.Ordinal)];
        if (addresses.Length == 0) return null;
        var metadata = new JsonObject
        {
            ["NAMESPACE"] = pod.Namespace,
            ["INSTANCE_IPS"] = string.Join(',', addresses),
            ["SERVICE_ACCOUNT"] = pod.Spec.Spec?.ServiceAccountName ?? "",
            ["LABELS"] = new JsonObject(labels.Select(x => KeyValuePair.Create(x.Key, (JsonNode?)x.Value))),
        };
        if (pod.Spec.Spec?.NodeName is { } node) metadata["NODE_NAME"] = node;
        if (pod.Meta.Annotations.TryGetValue(ModeAnnotation, out var mode)) metadata["INTERCEPTION_MODE"] = mode;
        var id = $"{(isGateway ? "router" : "sidecar")}~{addresses[0]}~{pod.Name}.{pod.Namespace}~{pod.Namespace}.svc.cluster.local";
        return ProxyReader.Read(id, metadata.ToJsonString(), Locality.Unknown, istioDialect: false).Proxy;
    }

    private static bool HasSidecar(ConfigObject<PodObject> pod) =>
        (pod.Meta.Labels.TryGetValue(TlsModeLabel, out var mode) && mode == "istio")
        || pod.Meta.Annotations.ContainsKey(StatusAnnotation)
        || (pod.Spec.Spec?.Containers ?? []).Concat(pod.Spec.Spec?.InitContainers ?? []).Any(x => x.Name == ProxyContainer);
}
