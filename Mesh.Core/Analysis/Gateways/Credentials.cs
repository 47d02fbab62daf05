using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>The Secrets that servers name are where the gateway's workload runs, which may read no other, and hold what TLS needs.</summary>
internal sealed class Credentials : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound, FindingCodes.InvalidCredential];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Gateway, ConfigKind.Secret, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (!input.KnowsAll(ConfigKind.Secret)) return;
        var secrets = new Lazy<ILookup<string, string>>(() => input.Configs.All<SecretObject>(ConfigKind.Secret).ToLookup(x => x.Name, x => x.Namespace));
        foreach (var config in input.All<GatewayConfig>(ConfigKind.Gateway))
        {
            var namespaces = input.Workloads.Selected(null, config.Spec.Selector).Select(x => x.Namespace).Distinct().ToList();
            if (namespaces.Count == 0) namespaces.Add(config.Namespace);
            for (var i = 0; i < config.Spec.Servers?.Count; i++)
            {
                foreach (var use in Uses($"spec.servers[{i}].tls", config.Spec.Servers[i].Tls))
                {
                    foreach (var ns in namespaces) Check(input, config, use, ns, secrets.Value, sink);
                }
            }
        }
    }

    private static void Check(AnalysisInput input, ConfigObject<GatewayConfig> config, Use use, string ns, ILookup<string, string> secrets, FindingSink sink)
    {
        if (input.Unreadable.Contains(new(ConfigKind.Secret, ns, use.Name))) return;
        if (input.Configs.Find<SecretObject>(ConfigKind.Secret, ns, use.Name) is not { } secret)
        {
            var elsewhere = secrets[use.Name].ToList();
            // Certificates are often made in the cluster by others; where no Secret of the namespace is written down, this one may well be made so.
            var level = input.IsLive || input.Configs.All<SecretObject>(ConfigKind.Secret).Any(x => x.Namespace == ns) ? FindingLevel.Error : FindingLevel.Warning;
            sink.Add(FindingCodes.ReferenceNotFound, level, config, use.Field, $"Secret \"{use.Name}\" is not in namespace {ns}, where the gateway's workload runs: its listener serves no TLS",
                elsewhere.Count == 0 ? "create it there" : $"it is in {string.Join(", ", elsewhere)}, which a gateway of {ns} may not read; copy it");
            return;
        }
        var isRoot = use.NeedsRoot && CredentialContents.Of(input.Configs.Find<SecretObject>(ConfigKind.Secret, ns, $"{use.Name}-cacert")?.Spec).HasRoot;
        if (CredentialContents.Of(secret.Spec).Problem(use.NeedsCertificate, use.NeedsRoot && !isRoot) is { } problem)
        {
            sink.Add(FindingCodes.InvalidCredential, config, use.Field, $"Secret {ns}/{use.Name} {problem}", "a Secret of type kubernetes.io/tls has tls.crt and tls.key, and ca.crt for MUTUAL; a generic one may say cert, key and cacert");
        }
    }

    private static IEnumerable<Use> Uses(string field, ServerTlsSettings? tls)
    {
        if (tls?.Mode is not (ServerTlsSettingsTlsMode.Simple or ServerTlsSettingsTlsMode.Mutual or ServerTlsSettingsTlsMode.OptionalMutual)) yield break;
        var own = tls.CaCertCredentialName is { Length: > 0 };
        var mutual = tls.Mode != ServerTlsSettingsTlsMode.Simple && !own;
        if (IsSecret(tls.CredentialName)) yield return new($"{field}.credentialName", tls.CredentialName!, true, mutual);
        for (var i = 0; i < tls.CredentialNames?.Count; i++)
        {
            if (IsSecret(tls.CredentialNames[i])) yield return new($"{field}.credentialNames[{i}]", tls.CredentialNames[i], true, mutual && i == 0);
        }
        if (IsSecret(tls.CaCertCredentialName)) yield return new($"{field}.caCertCredentialName", tls.CaCertCredentialName!, false, true);
    }

    /// <summary>Names with a scheme stand for something else than a Secret.</summary>
    private static bool IsSecret(string? name) => name is { Length: > 0 } && !name.Contains("://", StringComparison.Ordinal);

    private sealed record Use(string Field, string Name, bool NeedsCertificate, bool NeedsRoot);
}
