using Mesh.Core.Analysis.Facts;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>A policy is enforced by the sidecar of the workload that it is for, or by nobody.</summary>
internal sealed class WithoutSidecar : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.PolicyWithoutSidecar];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.AuthorizationPolicy, ConfigKind.RequestAuthentication, ConfigKind.PeerAuthentication, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy)) Check(input, config, config.Spec.Selector, sink);
        foreach (var config in input.All<RequestAuthentication>(ConfigKind.RequestAuthentication)) Check(input, config, config.Spec.Selector, sink);
        foreach (var config in input.All<PeerAuthentication>(ConfigKind.PeerAuthentication).Where(x => x.Spec.Mtls?.Mode == MutualTlsMode.Strict)) Check(input, config, config.Spec.Selector, sink);
    }

    private static void Check(AnalysisInput input, ConfigObject config, WorkloadLabelSelector? selector, FindingSink sink)
    {
        if (selector?.MatchLabels is not { Count: > 0 } labels) return;
        List<Workload> bare = [.. input.Concerned(config.Namespace, labels).Where(x => x.HasSidecar == false)];
        if (bare.Count == 0) return;
        var names = string.Join(", ", bare.Select(x => x.Origin).Take(3));
        sink.Add(FindingCodes.PolicyWithoutSidecar, config, "spec.selector", $"{names}{(bare.Count > 3 ? $" and {bare.Count - 3} more" : "")} {(bare.Count == 1 ? "has" : "have")} no sidecar, so nobody enforces this there", "label the namespace or the pods for injection, and restart them");
    }
}
