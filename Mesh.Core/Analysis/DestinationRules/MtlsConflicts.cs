using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.DestinationRules;

/// <summary>What clients are told to speak, servers understand: no mutual TLS for those that require it is as dead as mutual TLS for those without.</summary>
internal sealed class MtlsConflicts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.MtlsConflict];

    public override ValueList<ConfigKind> Reads =>
    [
        ConfigKind.DestinationRule, ConfigKind.PeerAuthentication, ConfigKind.Service, ConfigKind.ServiceEntry, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup,
        ConfigKind.Namespace,
    ];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<DestinationRule>(ConfigKind.DestinationRule))
        {
            var clients = Settings(config.Spec).Where(x => x.Tls.Mode is not null).ToList();
            if (clients.Count == 0 || config.Spec.Host is not { Length: > 0 } host) continue;
            var full = Hostnames.Resolve(host, config.Namespace);
            var services = Services(input, full).Where(x => x is { Registry: ServiceRegistry.Kubernetes, Selector: not null }).ToList();
            // Of a wildcard's many services one example is enough.
            foreach (var client in clients) _ = services.Any(x => Check(input, config, x, client, sink));
        }
    }

    private static IEnumerable<Service> Services(AnalysisInput input, string host) =>
        !Hostnames.IsWildcard(host) ? input.Hosts.Find(host) : input.Parts.Services.All.Where(x => Hostnames.SubsetOf(x.Host, host));

    /// <returns>Whether they conflict.</returns>
    private static bool Check(AnalysisInput input, ConfigObject<DestinationRule> config, Service service, ClientTls client, FindingSink sink)
    {
        foreach (var (labels, origin) in Servers(input, service, client.Subset))
        {
            var server = input.Parts.PeerAuthentications.Of(service.Namespace, labels);
            foreach (var port in service.Ports.Where(x => client.Port is null ? !client.OtherPorts.Contains(x.Number) : x.Number == client.Port))
            {
                var mode = server.OfPort(port.WorkloadNumber);
                if (!Conflict(client.Tls.Mode!.Value, mode)) continue;
                var policy = server.Origins.Count > 0 ? server.Origins[^1].ToString() : "the mesh's default";
                sink.Add(FindingCodes.MtlsConflict, config, client.Field,
                    $"clients are told {Word(client.Tls.Mode.Value)} for {service.Host}:{port.Number}, but {policy} makes {origin} {(mode == MutualTlsMode.Strict ? "accept mutual TLS only (STRICT)" : "refuse mutual TLS (DISABLE)")}: connections fail",
                    mode == MutualTlsMode.Strict ? "use ISTIO_MUTUAL, or leave tls out: it is chosen by itself" : "leave tls out: it is chosen by itself");
                return true;
            }
        }
        return false;
    }

    private static IEnumerable<(ValueMap<string> Labels, string Origin)> Servers(AnalysisInput input, Service service, ValueMap<string>? subset)
    {
        var behind = input.Workloads.Selected(service.Namespace, service.Selector).Where(x => Selectors.Selects(subset, x.Labels)).ToList();
        return behind.Count > 0 ? behind.Select(x => (x.Labels, x.Origin)) : [(service.Selector ?? ValueMap<string>.Empty, $"the workloads of {service.Origin}")];
    }

    private static IEnumerable<ClientTls> Settings(DestinationRule spec)
    {
        var ports = (spec.TrafficPolicy?.PortLevelSettings ?? []).Select(x => (int)(x.Port?.Number ?? 0)).ToHashSet();
        if (spec.TrafficPolicy?.Tls is { } tls) yield return new("spec.trafficPolicy.tls", tls, null, ports, null);
        for (var i = 0; i < spec.TrafficPolicy?.PortLevelSettings?.Count; i++)
        {
            var port = spec.TrafficPolicy.PortLevelSettings[i];
            if (port.Tls is { } own) yield return new($"spec.trafficPolicy.portLevelSettings[{i}].tls", own, (int)(port.Port?.Number ?? 0), [], null);
        }
        for (var i = 0; i < spec.Subsets?.Count; i++)
        {
            if (spec.Subsets[i].TrafficPolicy?.Tls is { } own) yield return new($"spec.subsets[{i}].trafficPolicy.tls", own, null, [], spec.Subsets[i].Labels);
        }
    }

    private static bool Conflict(ClientTlsSettingsTlsMode client, MutualTlsMode server) => server switch
    {
        MutualTlsMode.Strict => client is ClientTlsSettingsTlsMode.Disable or ClientTlsSettingsTlsMode.Simple,
        MutualTlsMode.Disable => client == ClientTlsSettingsTlsMode.IstioMutual,
        _ => false,
    };

    private static string Word(ClientTlsSettingsTlsMode mode) => mode switch
    {
        ClientTlsSettingsTlsMode.Disable => "DISABLE",
        ClientTlsSettingsTlsMode.Simple => "SIMPLE",
        ClientTlsSettingsTlsMode.Mutual => "MUTUAL",
        _ => "ISTIO_MUTUAL",
    };

    /// <param name="Port">null: all ports but <paramref name="OtherPorts"/>.</param>
    /// <param name="Subset">null: all workloads.</param>
    private sealed record ClientTls(string Field, ClientTlsSettings Tls, int? Port, HashSet<int> OtherPorts, ValueMap<string>? Subset);
}
