using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>Claims are known where a RequestAuthentication checked the token that holds them.</summary>
internal sealed class ClaimRoutes : Analyzer
{
    private const string Prefix = "@request.auth.claims";

    public override ValueList<FindingCode> Codes => [FindingCodes.ClaimsWithoutAuthentication];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.VirtualService, ConfigKind.Gateway, ConfigKind.RequestAuthentication, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var policies = new Lazy<List<ConfigObject<RequestAuthentication>>>(() => [.. input.Configs.All<RequestAuthentication>(ConfigKind.RequestAuthentication)]);
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService))
        {
            if (Claims(config.Spec).FirstOrDefault() is not { Field: not null } claim) continue;
            foreach (var name in config.Spec.Gateways ?? [])
            {
                var parts = VirtualServiceIndex.GatewayName(name, config.Namespace).Split('/');
                if (parts is not [var ns, var gateway] || input.Configs.Find<GatewayConfig>(ConfigKind.Gateway, ns, gateway) is not { } found || IsAuthenticated(input, found, policies.Value)) continue;
                sink.Add(FindingCodes.ClaimsWithoutAuthentication, config, claim.Field, $"routes by {claim.Key}, but no RequestAuthentication applies to the workload of Gateway {ns}/{gateway}, so no claim is ever known there",
                    "apply one to the gateway's workload");
            }
        }
    }

    private static IEnumerable<(string Field, string Key)> Claims(VirtualService spec)
    {
        for (var i = 0; i < spec.Http?.Count; i++)
        {
            for (var j = 0; j < spec.Http[i].Match?.Count; j++)
            {
                var match = spec.Http[i].Match![j];
                foreach (var (part, headers) in new[] { ("headers", match.Headers), ("withoutHeaders", match.WithoutHeaders) })
                {
                    foreach (var key in (headers?.Keys ?? []).Where(x => x.StartsWith(Prefix, StringComparison.Ordinal))) yield return ($"spec.http[{i}].match[{j}].{part}[\"{key}\"]", key);
                }
            }
        }
    }

    private static bool IsAuthenticated(AnalysisInput input, ConfigObject<GatewayConfig> gateway, IReadOnlyList<ConfigObject<RequestAuthentication>> policies)
    {
        var workloads = input.Workloads.Selected(null, gateway.Spec.Selector).Select(x => (x.Namespace, x.Labels)).ToList();
        // Of a gateway whose pods nobody wrote down, as much is known as it selects them by.
        if (workloads.Count == 0) workloads.Add((gateway.Namespace, gateway.Spec.Selector ?? ValueMap<string>.Empty));
        return policies.Any(policy => workloads.Any(x => (policy.Namespace == x.Namespace || policy.Namespace == input.Parts.RootNamespace) && Selectors.Selects(policy.Spec.Selector?.MatchLabels, x.Labels)));
    }
}
