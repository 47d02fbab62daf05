using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Services;

/// <summary>A port tells its protocol by its name's first part or by appProtocol. Where neither does, every new connection is looked into to find out.</summary>
internal sealed class PortNames : Analyzer
{
    private static readonly string[] Known = ["grpc-web", "grpc", "http2", "https", "http", "tls", "tcp", "mongo", "redis", "mysql"];

    public override ValueList<FindingCode> Codes => [FindingCodes.PortName, FindingCodes.ExternalNamePort];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Service];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<ServiceSpec>(ConfigKind.Service))
        {
            for (var i = 0; i < config.Spec.Ports?.Count; i++)
            {
                var (port, field) = (config.Spec.Ports[i], $"spec.ports[{i}].name");
                if (config.Spec.Type == "ExternalName") ExternalName(config, port, field, sink);
                else if (Protocols.OfServicePort(port.Port ?? 0, port.Name, port.Protocol, port.AppProtocol).IsSniffed() && string.IsNullOrEmpty(port.AppProtocol)) Check(config, port, field, sink);
            }
        }
    }

    private static void Check(ConfigObject<ServiceSpec> config, ServiceSpecPort port, string field, FindingSink sink)
    {
        var name = port.Name ?? "";
        if (Hidden(name) is { } protocol)
        {
            sink.Add(FindingCodes.PortName, FindingLevel.Warning, config, field, $"port {port.Port} is named \"{name}\", and only what stands first in a name says the protocol: it is found out from each connection", $"name it {protocol}-…, or set appProtocol: {protocol}");
        }
        else
        {
            var written = name.Length == 0 ? "has no name" : $"is named \"{name}\"";
            sink.Add(FindingCodes.PortName, config, field, $"port {port.Port} {written}, which does not say the protocol: it is found out from each connection", "name it http-…, grpc-…, tcp-…, or set appProtocol");
        }
    }

    private static void ExternalName(ConfigObject<ServiceSpec> config, ServiceSpecPort port, string field, FindingSink sink)
    {
        var protocol = Protocols.OfServicePort(port.Port ?? 0, port.Name, port.Protocol, port.AppProtocol);
        if (!protocol.IsSniffed() && protocol != Protocol.Tcp) return;
        sink.Add(FindingCodes.ExternalNamePort, config, field, $"port {port.Port} of an ExternalName service {(protocol == Protocol.Tcp ? "is TCP" : "does not say its protocol")}, and plain TCP cannot be told apart by a name", "name it http-… or tls-…");
    }

    /// <summary>A protocol that stands where nobody looks for it: web-http, http8080.</summary>
    private static string? Hidden(string name)
    {
        var parts = name.ToLowerInvariant().Split('-', '_');
        return parts.Skip(1).Select(x => Array.Find(Known, y => y == x)).FirstOrDefault(x => x is not null)
            ?? Array.Find(Known, x => parts[0].StartsWith(x, StringComparison.Ordinal));
    }
}
