using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Services;

/// <summary>Services of one workload agree about its ports, since a sidecar has one listener for each.</summary>
internal sealed class SharedWorkloads : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ProtocolsOfOnePort, FindingCodes.PortsOfOneTarget];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Service, ConfigKind.ServiceEntry, ConfigKind.Pod, ConfigKind.WorkloadEntry, ConfigKind.WorkloadGroup, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var workload in input.Workloads.All)
        {
            var services = input.Parts.Services.Selecting(workload.Namespace, workload.Labels);
            if (services.Count < 2) continue;
            var ports = services.SelectMany(x => x.Ports.Where(y => y.Protocol != Protocol.Udp).Select(y => (Service: x, Port: y))).ToList();
            foreach (var same in ports.GroupBy(x => x.Port.Number).Where(x => x.DistinctBy(y => y.Port.Protocol).Skip(1).Any()))
            {
                Tell(input, FindingCodes.ProtocolsOfOnePort, workload.Origin, [.. same], "protocols", x => x.Protocol.ToString().ToUpperInvariant(), $"port {same.Key}", sink);
            }
            foreach (var same in ports.GroupBy(x => x.Port.TargetPort ?? $"{x.Port.Number}").Where(x => x.DistinctBy(y => y.Port.Number).Skip(1).Any() && x.DistinctBy(y => y.Service.Host).Skip(1).Any()))
            {
                Tell(input, FindingCodes.PortsOfOneTarget, workload.Origin, [.. same], "ports", x => $"{x.Number}", $"target port {same.Key}", sink);
            }
        }
    }

    /// <summary>Said of the younger ones: the oldest counts.</summary>
    private static void Tell(
        AnalysisInput input, FindingCode code, string workload, IReadOnlyList<(Service Service, ServicePort Port)> all, string what, Func<ServicePort, string> value, string where, FindingSink sink)
    {
        var oldest = all[0];
        foreach (var (service, port) in all.Where(x => x.Service != oldest.Service && value(x.Port) != value(oldest.Port)))
        {
            if (input.Configs.Find<ServiceSpec>(ConfigKind.Service, service.Namespace, service.Name) is not { } config) continue;
            sink.Add(code, config, "spec.ports", $"{workload} is behind {oldest.Service.Namespace}/{oldest.Service.Name} too, with other {what} for {where}: {value(oldest.Port)} there, {value(port)} here; the older Service counts for inbound traffic", "let them agree");
        }
    }
}
