using Mesh.Core.Analysis.Facts;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>What sidecars route, somebody can call: the host is a service's, and routes are of a protocol that the service speaks.</summary>
internal sealed class MeshHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.UnknownMeshHost, FindingCodes.WrongRouteProtocol];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService, ConfigKind.Service, ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService))
        {
            if (!VirtualServiceIndex.GatewaysOf(config).Contains(VirtualServiceIndex.MeshGateway)) continue;
            var services = new List<Service>();
            for (var i = 0; i < config.Spec.Hosts?.Count; i++)
            {
                var host = Hostnames.Resolve(config.Spec.Hosts[i], config.Namespace);
                services.AddRange(input.Hosts.Find(host));
                if (!HostFacts.IsOfKubernetes(host) || Hostnames.IsWildcard(host) || input.Hosts.Exists(host) || !input.Hosts.CanTell(host)) continue;
                sink.Add(FindingCodes.UnknownMeshHost, config, $"spec.hosts[{i}]", $"there is no service {host}, so no client's request comes here",
                    input.Hosts.Nearest(host) is { } near ? $"did you mean {near}?" : "create the Service, or name one that exists");
            }
            if (services.Count > 0) Protocols(config, [.. services.SelectMany(x => x.Ports).Where(x => x.Protocol != Protocol.Udp)], sink);
        }
    }

    private static void Protocols(ConfigObject<VirtualService> config, IReadOnlyList<ServicePort> ports, FindingSink sink)
    {
        if (ports.Count == 0) return;
        var spoken = string.Join(", ", ports.Select(x => $"{x.Number} ({x.Protocol.ToString().ToUpperInvariant()})").Distinct());
        if (config.Spec.Http is { Count: > 0 } && !ports.Any(x => x.Protocol.IsHttp() || x.Protocol.IsSniffed()))
        {
            sink.Add(FindingCodes.WrongRouteProtocol, config, "spec.http", $"no port of the host carries HTTP, so http routes are never used; it has {spoken}", "use tcp or tls routes, or name the port's protocol (http-…, appProtocol)");
        }
        if (config.Spec.Tcp is { Count: > 0 } && ports.All(x => x.Protocol.IsHttp()))
        {
            sink.Add(FindingCodes.WrongRouteProtocol, config, "spec.tcp", $"all ports of the host carry HTTP, so tcp routes are never used; it has {spoken}", "use http routes");
        }
        if (config.Spec.Tls is { Count: > 0 } && ports.All(x => x.Protocol.IsHttp()))
        {
            sink.Add(FindingCodes.WrongRouteProtocol, config, "spec.tls", $"no port of the host carries TLS that the client began, so tls routes are never used; it has {spoken}", "use http routes");
        }
    }
}
