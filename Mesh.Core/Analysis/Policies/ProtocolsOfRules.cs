using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>Rules that ask for what HTTP has, and tokens, which HTTP carries, are for ports that carry HTTP.</summary>
internal sealed class ProtocolsOfRules : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.HttpRuleOnTcpPort, FindingCodes.JwtOnTcpPort];

    public override ValueList<ConfigKind> Reads =>
    [
        ConfigKind.AuthorizationPolicy, ConfigKind.RequestAuthentication, ConfigKind.Service, ConfigKind.ServiceEntry, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup,
        ConfigKind.Namespace,
    ];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy).Where(x => x.Spec.Selector?.MatchLabels is { Count: > 0 }))
        {
            var ports = Ports(input, config.Namespace, config.Spec.Selector!.MatchLabels!);
            if (ports.Count > 0) Rules(config, ports, sink);
        }
        foreach (var config in input.All<RequestAuthentication>(ConfigKind.RequestAuthentication).Where(x => x.Spec.Selector?.MatchLabels is { Count: > 0 }))
        {
            foreach (var (service, port) in Ports(input, config.Namespace, config.Spec.Selector!.MatchLabels!).Where(x => !x.Port.Protocol.IsHttp()))
            {
                if (port.Protocol.IsSniffed()) continue;
                sink.Add(FindingCodes.JwtOnTcpPort, config, "spec.selector", $"port {port.Number} ({port.Name}, {Word(port)}) of {service.Namespace}/{service.Name} carries no HTTP, so no token is checked there", "name the port http-…, or set its appProtocol");
            }
        }
    }

    private static void Rules(ConfigObject<AuthorizationPolicy> config, List<(Service Service, ServicePort Port)> all, FindingSink sink)
    {
        foreach (var rule in RuleFields.Of(config.Spec).GroupBy(x => x.Rule))
        {
            var asked = rule.FirstOrDefault(x => RuleFields.IsHttp(x.Attribute));
            if (asked.Field is null) continue;
            var named = rule.Where(x => x.Attribute is "ports" or "destination.port").SelectMany(x => x.Values).ToHashSet();
            var ports = named.Count == 0 ? all : [.. all.Where(x => named.Contains(x.Port.WorkloadNumber.ToString(CultureInfo.InvariantCulture)))];
            if (ports.Count == 0 || ports.Exists(x => !x.Port.Protocol.IsTcp() || x.Port.Protocol.IsSniffed())) continue;
            var outcome = config.Spec.Action switch
            {
                AuthorizationPolicyAction.Deny => "this DENY, left with the rest of the rule, denies more than it says",
                AuthorizationPolicyAction.Custom => "nothing is asked there",
                _ => "the rule allows nothing",
            };
            sink.Add(FindingCodes.HttpRuleOnTcpPort, config, asked.Field,
                $"asks for what only HTTP has, on ports that carry none ({string.Join(", ", ports.Select(x => $"{x.Service.Name}:{x.Port.Number} {Word(x.Port)}").Distinct().Take(5))}): {outcome}", "ask for ports and identities there, or name the ports http-…");
        }
    }

    private static List<(Service Service, ServicePort Port)> Ports(AnalysisInput input, string @namespace, ValueMap<string> labels) =>
    [
        .. input.Concerned(@namespace, labels)
            .SelectMany(x => input.Parts.Services.Selecting(x.Namespace, x.Labels))
            .Distinct()
            .SelectMany(x => x.Ports.Where(y => y.Protocol != Protocol.Udp).Select(y => (x, y))),
    ];

    private static string Word(ServicePort port) => port.Protocol.ToString().ToUpperInvariant();
}
