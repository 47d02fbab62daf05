using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>
/// Sidecars take the routes of a host from one VirtualService. Several for one host are found for each namespace that they are exported to: a
/// private one meets every public one whose host overlaps, public ones meet where their hosts are equal.
/// </summary>
internal sealed class ConflictingMeshHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ConflictingMeshHosts];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var scopes = new Dictionary<(string Scope, string Host), List<ConfigObject<VirtualService>>>();
        IReadOnlyList<string> defaults = input.Mesh.DefaultVirtualServiceExportTo is { Count: > 0 } written ? written : [Visibility.Public];
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService).Where(x => VirtualServiceIndex.GatewaysOf(x).Contains(VirtualServiceIndex.MeshGateway)))
        {
            foreach (var scope in (config.Spec.ExportTo is { Count: > 0 } own ? own : defaults).Where(x => x != Visibility.None).Select(x => x == Visibility.Private ? config.Namespace : x).Distinct())
            {
                foreach (var host in (config.Spec.Hosts ?? []).Select(x => Hostnames.Resolve(x, config.Namespace)).Distinct()) Add(scopes, (scope, host), config);
            }
        }
        var wildcards = scopes.Keys.Where(x => x.Scope == Visibility.Public && Hostnames.IsWildcard(x.Host)).ToList();
        foreach (var ((scope, host), own) in scopes)
        {
            var all = scope == Visibility.Public ? own : [.. own.Union(Public(host))];
            if (all.Count > 1) Report(scope, host, own, all, sink);
        }

        IEnumerable<ConfigObject<VirtualService>> Public(string host) =>
            Hostnames.IsWildcard(host)
                ? scopes.Where(x => x.Key.Scope == Visibility.Public && Hostnames.Matches(x.Key.Host, host)).SelectMany(x => x.Value)
                : wildcards.Where(x => Hostnames.Matches(x.Host, host)).SelectMany(x => scopes[x]).Concat(scopes.GetValueOrDefault((Visibility.Public, host), []));
    }

    private static void Report(
        string scope, string host, List<ConfigObject<VirtualService>> own, List<ConfigObject<VirtualService>> all, FindingSink sink)
    {
        var names = string.Join(",", all.Select(x => $"{x.Namespace}/{x.Name}").Order(StringComparer.Ordinal));
        // Private ones come before public ones, and in each group the oldest.
        var winner = all.OrderBy(x => own.Contains(x) ? 0 : 1).ThenBy(x => x.Meta.Created).ThenBy(x => x.Name, StringComparer.Ordinal).ThenBy(x => x.Namespace, StringComparer.Ordinal).First();
        foreach (var config in all)
        {
            var index = (config.Spec.Hosts ?? []).Select((x, i) => (Host: Hostnames.Resolve(x, config.Namespace), Index: i)).First(x => x.Host == host || Hostnames.Matches(x.Host, host)).Index;
            sink.Add(FindingCodes.ConflictingMeshHosts, config, $"spec.hosts[{index}]",
                $"the VirtualServices {names} of the mesh gateway all have the host {scope}/{host}; {(ReferenceEquals(config, winner) ? "this one" : $"{winner.Namespace}/{winner.Name}")} is used and the others are not",
                "make one VirtualService of them");
        }
    }

    private static void Add(
        Dictionary<(string, string), List<ConfigObject<VirtualService>>> scopes, (string, string) key, ConfigObject<VirtualService> config)
    {
        if (!scopes.TryGetValue(key, out var list)) scopes[key] = list = [];
        list.Add(config);
    }
}
