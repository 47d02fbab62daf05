using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>What an AuthorizationPolicy names: namespaces, accounts, and the provider that CUSTOM asks.</summary>
internal sealed class PolicyReferences : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound, FindingCodes.IneffectivePolicy];

    public override ValueList<ConfigKind> Reads => [ConfigKind.AuthorizationPolicy, ConfigKind.Namespace, ConfigKind.ServiceAccount];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var accounts = input.Configs.All<ServiceAccountObject>(ConfigKind.ServiceAccount).ToLookup(x => x.Namespace, x => x.Name);
        foreach (var config in input.All<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy))
        {
            Provider(input, config, sink);
            foreach (var (_, field, attribute, values) in RuleFields.Of(config.Spec))
            {
                for (var i = 0; i < values.Count; i++)
                {
                    var at = attribute.Contains('.') ? field : $"{field}[{i}]";
                    if (attribute is "namespaces" or "notNamespaces" or "source.namespace") Namespace(input, config, at, values[i], sink);
                    else if (attribute is "principals" or "notPrincipals" or "source.principal") Principal(config, at, values[i], accounts, sink);
                }
            }
        }
    }

    private static void Provider(AnalysisInput input, ConfigObject<AuthorizationPolicy> config, FindingSink sink)
    {
        if (config.Spec.Action != AuthorizationPolicyAction.Custom || config.Spec.Provider?.Name is not { Length: > 0 } name) return;
        var able = (input.Mesh.ExtensionProviders ?? []).Where(x => x.EnvoyExtAuthzHttp is not null || x.EnvoyExtAuthzGrpc is not null).Select(x => x.Name).OfType<string>().ToList();
        if (able.Contains(name)) return;
        var known = (input.Mesh.ExtensionProviders ?? []).Any(x => x.Name == name);
        sink.Add(FindingCodes.ReferenceNotFound, config, "spec.provider.name",
            known ? $"provider \"{name}\" of the MeshConfig does not authorize (envoyExtAuthzHttp, envoyExtAuthzGrpc): all that the rules match is denied" : $"provider \"{name}\" is not among the extensionProviders of the MeshConfig: all that the rules match is denied",
            NearestName.Find(name, able) is { } near ? $"did you mean {near}?" : able.Count == 0 ? "add it to the MeshConfig" : $"able to: {string.Join(", ", able)}");
    }

    private static void Namespace(AnalysisInput input, ConfigObject config, string field, string name, FindingSink sink)
    {
        if (name.Contains('*') || !input.Namespaces.Any || input.Namespaces.Exists(name)) return;
        sink.Add(FindingCodes.ReferenceNotFound, config, field, $"namespace \"{name}\" does not exist", NearestName.Find(name, input.Namespaces.Names) is { } near ? $"did you mean {near}?" : "name one that exists");
    }

    private static void Principal(ConfigObject config, string field, string written, ILookup<string, string> accounts, FindingSink sink)
    {
        if (written.StartsWith("spiffe://", StringComparison.Ordinal))
        {
            sink.Add(FindingCodes.IneffectivePolicy, config, field, $"\"{written}\" matches nobody: identities are written without spiffe://", $"write {written["spiffe://".Length..]}");
        }
        else if (written.Split('/') is [_, "ns", var ns, "sa", var account] && !account.Contains('*') && !ns.Contains('*') && accounts.Contains(ns) && account != "default" && !accounts[ns].Contains(account))
        {
            sink.Add(FindingCodes.ReferenceNotFound, FindingLevel.Warning, config, field, $"ServiceAccount \"{ns}/{account}\" does not exist, so nobody is {written}",
                NearestName.Find(account, accounts[ns]) is { } near ? $"did you mean {near}?" : "name one that exists");
        }
    }
}
