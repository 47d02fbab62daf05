using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Gateways;

/// <summary>Who calls a gateway by its Service reaches the ports that the Service has, and no others.</summary>
internal sealed class GatewayPorts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.GatewayPortNotOnService];

    public override ValueList<ConfigKind> Reads =>
        [ConfigKind.Gateway, ConfigKind.Service, ConfigKind.ServiceEntry, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<GatewayConfig>(ConfigKind.Gateway))
        {
            var services = input.Workloads.Selected(null, config.Spec.Selector).SelectMany(x => input.Parts.Services.Selecting(x.Namespace, x.Labels)).Distinct().ToList();
            if (services.Count == 0) continue;
            var ports = services.SelectMany(x => x.Ports).ToList();
            for (var i = 0; i < config.Spec.Servers?.Count; i++)
            {
                if (config.Spec.Servers[i].Port?.Number is not { } number) continue;
                if (ports.Any(x => x.Number == number || x.TargetPort == number.ToString(CultureInfo.InvariantCulture))) continue;
                sink.Add(FindingCodes.GatewayPortNotOnService, config, $"spec.servers[{i}].port.number",
                    $"no Service of the gateway's workload has port {number}: {string.Join(", ", services.Select(x => $"{x.Namespace}/{x.Name} has {string.Join(", ", x.Ports.Select(y => y.Number))}"))}",
                    "add the port to the Service, unless nobody comes by it");
            }
        }
    }
}
