using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Sidecars;

/// <summary>What a Sidecar imports is there to be imported.</summary>
internal sealed class EgressHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.UnknownEgressHost];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Sidecar, ConfigKind.Service, ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (!input.KnowsAll(ConfigKind.Service)) return;
        foreach (var config in input.All<Sidecar>(ConfigKind.Sidecar))
        {
            for (var i = 0; i < config.Spec.Egress?.Count; i++)
            {
                for (var j = 0; j < config.Spec.Egress[i].Hosts?.Count; j++) Check(input, config, $"spec.egress[{i}].hosts[{j}]", config.Spec.Egress[i].Hosts![j], sink);
            }
        }
    }

    private static void Check(AnalysisInput input, ConfigObject<Sidecar> config, string field, string written, FindingSink sink)
    {
        if (written.Split('/', 2) is not [var scope, var host] || scope == "~" || host == "~") return;
        // One may import what is still to come: all of one's own namespace, all of the control plane's.
        if (host == "*" && (scope is "*" or "." || scope == config.Namespace || scope == input.Parts.RootNamespace)) return;
        var ns = scope == "." ? config.Namespace : scope;
        var there = ns == "*" ? input.Hosts.AnyMatches(host) : input.Hosts.Of(ns).Any(x => host == "*" || Hostnames.SubsetOf(x.Host, host) || Hostnames.SubsetOf(host, x.Host));
        if (there) return;
        var elsewhere = host == "*" ? null : input.Hosts.Find(host).FirstOrDefault();
        sink.Add(FindingCodes.UnknownEgressHost, config, field, $"{written} imports nothing: {(host == "*" ? $"namespace {ns} has no service" : $"{(ns == "*" ? "the mesh" : $"namespace {ns}")} has no service {host}")}",
            elsewhere is not null ? $"it is in namespace {elsewhere.Namespace}: write {elsewhere.Namespace}/{host}" : "name services that exist");
    }
}
