using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.DestinationRules;

/// <summary>TLS to a server needs roots to check its certificate by.</summary>
internal sealed class UnverifiedServers : Analyzer
{
    private const string Cure = "set caCertificates, or credentialName beside a workloadSelector";

    public override ValueList<FindingCode> Codes => [FindingCodes.NoServerVerification, FindingCodes.NoServerVerificationOnPort];

    public override ValueList<ConfigKind> Reads => [ConfigKind.DestinationRule];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<DestinationRule>(ConfigKind.DestinationRule))
        {
            if (config.Spec.TrafficPolicy is not { } policy) continue;
            if (policy.Tls is { } tls && IsUnverified(tls, config.Spec))
            {
                sink.Add(FindingCodes.NoServerVerification, config, "spec.trafficPolicy.tls", $"{Mode(tls)} without caCertificates: nobody checks that {config.Spec.Host} is who it says", Cure);
            }
            for (var i = 0; i < policy.PortLevelSettings?.Count; i++)
            {
                var port = policy.PortLevelSettings[i];
                if (port.Tls is not { } own || !IsUnverified(own, config.Spec)) continue;
                sink.Add(FindingCodes.NoServerVerificationOnPort, config, $"spec.trafficPolicy.portLevelSettings[{i}].tls",
                    $"{Mode(own)} without caCertificates: nobody checks that {config.Spec.Host} on port {port.Port?.Number} is who it says", Cure);
            }
        }
    }

    private static bool IsUnverified(ClientTlsSettings tls, DestinationRule rule) =>
        (tls.Mode is ClientTlsSettingsTlsMode.Simple or ClientTlsSettingsTlsMode.Mutual)
        && string.IsNullOrEmpty(tls.CaCertificates)
        && !(tls.CredentialName is { Length: > 0 } && rule.WorkloadSelector is not null);

    private static string Mode(ClientTlsSettings tls) => tls.Mode == ClientTlsSettingsTlsMode.Simple ? "SIMPLE" : "MUTUAL";
}
