using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Facts;

/// <summary>Something that selectors may select: a pod, the template of pods, a WorkloadEntry.</summary>
/// <param name="Origin">As a user would name it.</param>
/// <param name="HasSidecar">null when nothing tells.</param>
/// <param name="PortNames">Ports of containers that have a name.</param>
public sealed record Workload(string Namespace, ValueMap<string> Labels, string Origin, bool? HasSidecar, ValueMap<int> PortNames)
{
    public const string ProxyContainer = "istio-proxy";

    private const string StatusAnnotation = "sidecar.istio.io/status";

    /// <summary>Says <c>istio</c> on what can be called with mutual TLS; injection sets it.</summary>
    private const string TlsModeLabel = "security.istio.io/tlsMode";

    /// <summary>The workload of a Kubernetes Gateway, which only targetRefs reach.</summary>
    public string? KubernetesGateway => Labels.GetValueOrDefault(PolicyIndex<AuthorizationPolicy>.GatewayNameLabel);

    public static Workload Of(ConfigObject<PodObject> pod, bool? injects)
    {
        var containers = (pod.Spec.Spec?.Containers ?? []).Concat(pod.Spec.Spec?.InitContainers ?? []).ToList();
        var hasProxy = containers.Any(x => x.Name == ProxyContainer) || pod.Meta.Annotations.ContainsKey(StatusAnnotation)
            || pod.Meta.Labels.GetValueOrDefault(TlsModeLabel) == "istio";
        // A pod whose containers nobody wrote down tells nothing.
        bool? sidecar = hasProxy ? true : containers.Count == 0 ? injects : false;
        return new(pod.Namespace, pod.Meta.Labels, $"Pod {pod.Namespace}/{pod.Name}", sidecar, Named(containers.SelectMany(x => x.Ports ?? [])));
    }

    /// <summary>A pod that is still to be made gets its sidecar then.</summary>
    public static Workload Of(ForeignObject controller, PodTemplate template, bool? injects)
    {
        var labels = template.Metadata?.Labels ?? ValueMap<string>.Empty;
        var own = labels.GetValueOrDefault(Injection.Switch) ?? template.Metadata?.Annotations?.GetValueOrDefault(Injection.Switch);
        var containers = template.Spec?.Containers ?? [];
        bool? sidecar = containers.Any(x => x.Name == ProxyContainer) || own == "true" ? true : own == "false" || template.Spec?.HostNetwork == true ? false : injects;
        return new(controller.Namespace, labels, $"{controller.Kind} {controller.Namespace}/{controller.Name}", sidecar, Named(containers.SelectMany(x => x.Ports ?? [])));
    }

    public static Workload Of(ConfigObject<WorkloadEntry> entry) =>
        new(entry.Namespace, entry.Spec.Labels ?? ValueMap<string>.Empty, $"WorkloadEntry {entry.Namespace}/{entry.Name}", null, ValueMap<int>.Empty);

    private static ValueMap<int> Named(IEnumerable<PodPort> ports) =>
        ValueMap<int>.From(ports.Where(x => x is { Name.Length: > 0, ContainerPort: not null }).Select(x => KeyValuePair.Create(x.Name!, x.ContainerPort!.Value)));
}
