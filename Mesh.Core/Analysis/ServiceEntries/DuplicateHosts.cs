using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.ServiceEntries;

/// <summary>A host is defined once for whoever sees it: by one Service, or by one ServiceEntry.</summary>
internal sealed class DuplicateHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ShadowedHost];

    public override ValueList<ConfigKind> Reads => [ConfigKind.ServiceEntry, ConfigKind.Service];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<ServiceEntry>(ConfigKind.ServiceEntry))
        {
            for (var i = 0; i < config.Spec.Hosts?.Count; i++)
            {
                var host = config.Spec.Hosts[i];
                var all = input.Parts.Services.OfHost(host);
                if (all.FirstOrDefault(x => x.Origin == config.Key) is not { } own) continue;
                if (all.FirstOrDefault(x => x.Registry == ServiceRegistry.Kubernetes) is { } service)
                {
                    sink.Add(FindingCodes.ShadowedHost, config, $"spec.hosts[{i}]", $"{host} is {service.Origin} too: clients of namespace {config.Namespace} use this ServiceEntry, others the Service", "choose another host, or keep it with exportTo \".\"");
                    continue;
                }
                // The oldest first; entries whose protocols differ are told elsewhere.
                var older = all.TakeWhile(x => x.Origin != config.Key).FirstOrDefault(x => Meet(x, own) && x.Ports.Any(y => own.Port(y.Number)?.Protocol == y.Protocol));
                if (older is null) continue;
                sink.Add(FindingCodes.ShadowedHost, config, $"spec.hosts[{i}]", $"{host} is in {older.Origin} too, which is older: clients that see both use the one of their own namespace, else that of the first namespace by name",
                    "make one ServiceEntry of them, or keep them apart by exportTo");
            }
        }
    }

    private static bool Meet(Service a, Service b) =>
        a.ExportTo.Concat(b.ExportTo).Distinct().Any(x => x != Visibility.None && Both(a, b, x == Visibility.Private || x == Visibility.Public ? a.Namespace : x))
        || Both(a, b, b.Namespace);

    private static bool Both(Service a, Service b, string viewer) => Visibility.IsVisible(a.ExportTo, a.Namespace, viewer) && Visibility.IsVisible(b.ExportTo, b.Namespace, viewer);
}
