using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>On a gateway the routes of several VirtualServices for one host are put one after the other, the older ones first.</summary>
internal sealed class SharedGatewayHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.OverlappingGatewayHosts];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var first = new Dictionary<(string Gateway, string Host), ConfigObject<VirtualService>>();
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService).OrderBy(x => x.Meta.Created).ThenBy(x => x.Name, StringComparer.Ordinal).ThenBy(x => x.Namespace, StringComparer.Ordinal))
        {
            foreach (var gateway in VirtualServiceIndex.GatewaysOf(config).Where(x => x != VirtualServiceIndex.MeshGateway))
            {
                for (var i = 0; i < config.Spec.Hosts?.Count; i++)
                {
                    var key = (gateway, config.Spec.Hosts[i]);
                    if (first.TryAdd(key, config) || ReferenceEquals(first[key], config)) continue;
                    var older = first[key];
                    var catchAll = (older.Spec.Http ?? []).Any(x => x.Match is not { Count: > 0 });
                    sink.Add(FindingCodes.OverlappingGatewayHosts, catchAll ? FindingLevel.Warning : FindingLevel.Info, config, $"spec.hosts[{i}]",
                        $"{config.Spec.Hosts[i]} of Gateway {gateway} is in {older.Namespace}/{older.Name} too, whose routes come first{(catchAll ? " and take everything: none of these is reached" : "")}",
                        "make one VirtualService of them where their order matters");
                }
            }
        }
    }
}
