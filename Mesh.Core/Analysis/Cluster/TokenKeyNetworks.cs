using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Cluster;

/// <summary>A control plane fetches keys from where RequestAuthentications say; whoever may write one can have it call any address that is not blocked.</summary>
internal sealed class TokenKeyNetworks : Analyzer
{
    private const string Setting = "BLOCKED_CIDRS_IN_JWKS_URIS";

    public override ValueList<FindingCode> Codes => [FindingCodes.JwksNetworks];

    public override ValueList<ConfigKind> Reads => [ConfigKind.RequestAuthentication];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var policies = input.All<RequestAuthentication>(ConfigKind.RequestAuthentication).Select(x => $"{x.Namespace}/{x.Name}").ToList();
        if (policies.Count == 0) return;
        foreach (var config in input.Foreign.Where(x => x.Kind == "Deployment" && x.Labels.GetValueOrDefault("app") == "istiod"))
        {
            var containers = ((WorkloadController)config.Body).Spec?.Template?.Spec?.Containers ?? [];
            if (containers.Any(x => x.Env?.Any(y => y is { Name: Setting, Value.Length: > 0 }) == true)) continue;
            sink.Add(FindingCodes.JwksNetworks, config, "spec.template.spec.containers",
                $"{Setting} is not set, while {policies.Count} RequestAuthentication say where to fetch keys ({string.Join(", ", policies.Take(5))})", "block the networks that hold no keys");
        }
    }
}
