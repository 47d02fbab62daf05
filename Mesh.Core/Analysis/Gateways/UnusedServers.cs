using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Model.Gateways;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>A server that answers for HTTP has routes from somewhere: some VirtualService is bound to its Gateway with one of its hosts.</summary>
internal sealed class UnusedServers : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.UnusedGateway];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Gateway, ConfigKind.VirtualService];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var bound = input.Configs.All<VirtualService>(ConfigKind.VirtualService)
            .SelectMany(x => VirtualServiceIndex.GatewaysOf(x).Select(y => (Gateway: y, x.Namespace, Hosts: (IReadOnlyList<string>)(x.Spec.Hosts ?? []))))
            .ToLookup(x => x.Gateway);
        foreach (var config in input.All<GatewayConfig>(ConfigKind.Gateway))
        {
            var routes = bound[$"{config.Namespace}/{config.Name}"].ToList();
            var unused = new List<int>();
            for (var i = 0; i < config.Spec.Servers?.Count; i++)
            {
                var server = config.Spec.Servers[i];
                var hosts = (server.Hosts ?? []).Select(x => x.StartsWith("./", StringComparison.Ordinal) ? $"{config.Namespace}{x[1..]}" : x).ToList();
                if (Answers(server) && !routes.Any(x => x.Hosts.Any(host => hosts.Any(y => GatewayServer.NamespaceOf(y) is var ns && (ns == "*" || ns == x.Namespace) && Hostnames.Matches(host, GatewayServer.HostOf(y)))))) unused.Add(i);
            }
            if (unused.Count > 0 && routes.Count == 0) sink.Add(FindingCodes.UnusedGateway, config, "spec.servers", "no VirtualService is bound to this Gateway, which answers every request with 404", "bind one by its gateways, or remove the Gateway");
            else foreach (var i in unused) sink.Add(FindingCodes.UnusedGateway, config, $"spec.servers[{i}].hosts", $"no VirtualService of this Gateway has one of {string.Join(", ", config.Spec.Servers![i].Hosts ?? [])}: requests for them are answered with 404", "bind one, or remove the hosts");
        }
    }

    private static bool Answers(Server server)
    {
        var protocol = Protocols.Parse(server.Port?.Protocol);
        return (protocol.IsHttp() || (protocol == Protocol.Https && server.Tls?.Mode is not (ServerTlsSettingsTlsMode.Passthrough or ServerTlsSettingsTlsMode.AutoPassthrough))) && server.Tls?.HttpsRedirect != true;
    }
}
