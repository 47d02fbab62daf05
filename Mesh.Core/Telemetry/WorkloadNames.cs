using Mesh.Core.Config;

namespace Mesh.Core.Telemetry;

/// <summary>What a pod belongs to. Kubernetes names pods after their workload, and labels them with the part that it added.</summary>
public static class WorkloadNames
{
    public static string Of(ConfigObject<PodObject> pod) => Of(pod.Name, pod.Meta.Labels);

    public static string Of(string pod, IReadOnlyDictionary<string, string> labels)
    {
        // NAME-HASH-SUFFIX of a Deployment.
        if (labels.TryGetValue("pod-template-hash", out var hash) && pod.LastIndexOf($"-{hash}-", StringComparison.Ordinal) is > 0 and var deployment) return pod[..deployment];
        // NAME-0 of a StatefulSet, NAME-SUFFIX of a DaemonSet.
        if ((labels.ContainsKey("statefulset.kubernetes.io/pod-name") || labels.ContainsKey("controller-revision-hash")) && pod.LastIndexOf('-') is > 0 and var dash) return pod[..dash];
        return pod;
    }
}
