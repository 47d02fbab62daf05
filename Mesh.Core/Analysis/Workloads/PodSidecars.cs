using Mesh.Core.Analysis.Facts;
using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>Pods have the sidecar that their namespace asks for, leave its user to it, and do not wait for an image that only injection brings.</summary>
internal sealed class PodSidecars : Analyzer
{
    /// <summary>The user that traffic of is not redirected, since the sidecar runs as it.</summary>
    private const long ProxyUser = 1337;

    private const string AutoImage = "auto";

    public override ValueList<FindingCode> Codes => [FindingCodes.PodMissingProxy, FindingCodes.ReservedUser, FindingCodes.AutoImagePod, FindingCodes.AutoImageTemplate];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Pod, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var pod in input.All<PodObject>(ConfigKind.Pod))
        {
            var spec = pod.Spec.Spec;
            var containers = (spec?.Containers ?? []).Concat(spec?.InitContainers ?? []).ToList();
            var injects = Asks(input, pod.Namespace, pod.Meta.Labels, pod.Meta.Annotations);
            if (injects && spec?.HostNetwork != true && Workload.Of(pod, null).HasSidecar == false)
            {
                sink.Add(FindingCodes.PodMissingProxy, pod, "spec.containers", "has no sidecar, though its namespace asks for one", "restart it");
            }
            if (!injects && containers.Any(x => x.Image == AutoImage)) sink.Add(FindingCodes.AutoImagePod, pod, "spec.containers", "waits for the image \"auto\", which only the injection of a sidecar replaces, and nothing asks for one", $"label it {Injection.Switch}: \"true\"");
            if (spec?.SecurityContext?.RunAsUser == ProxyUser || containers.Any(x => x.Name != Workload.ProxyContainer && x.SecurityContext?.RunAsUser == ProxyUser)) sink.Add(FindingCodes.ReservedUser, pod, "spec.securityContext.runAsUser", Reserved, "use another user");
        }
        foreach (var controller in input.Foreign)
        {
            if (controller.Body is WorkloadController { Spec.Template: { } template }) Check(input, controller, template, sink);
        }
    }

    private static string Reserved => $"runs as user {ProxyUser}, which is the sidecar's: its traffic goes around the sidecar";

    private static void Check(AnalysisInput input, ForeignObject controller, PodTemplate template, FindingSink sink)
    {
        var containers = (template.Spec?.Containers ?? []).Concat(template.Spec?.InitContainers ?? []).ToList();
        var injects = Asks(input, controller.Namespace, template.Metadata?.Labels, template.Metadata?.Annotations);
        if (!injects && containers.Any(x => x.Image == AutoImage))
        {
            sink.Add(FindingCodes.AutoImageTemplate, controller, "spec.template.spec.containers", "waits for the image \"auto\", which only the injection of a sidecar replaces, and nothing asks for one", $"label the template {Injection.Switch}: \"true\"");
        }
        if (template.Spec?.SecurityContext?.RunAsUser == ProxyUser || containers.Any(x => x.Name != Workload.ProxyContainer && x.SecurityContext?.RunAsUser == ProxyUser))
        {
            sink.Add(FindingCodes.ReservedUser, controller, "spec.template.spec.securityContext.runAsUser", Reserved, "use another user");
        }
    }

    private static bool Asks(AnalysisInput input, string ns, ValueMap<string>? labels, ValueMap<string>? annotations) =>
        (labels?.GetValueOrDefault(Injection.Switch) ?? annotations?.GetValueOrDefault(Injection.Switch)) switch
        {
            "true" => true,
            "false" => false,
            _ => input.Namespaces.Injects(ns) == true,
        };
}
