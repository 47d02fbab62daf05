using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>The hosts that routes and mirrors name exist, have the port that is named, and are exported to whoever names them.</summary>
internal sealed class DestinationHosts : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound, FindingCodes.DestinationPortRequired, FindingCodes.HiddenDestination];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService, ConfigKind.Service, ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService))
        {
            foreach (var at in RouteDestinations.Of(config.Spec))
            {
                if (at.Destination.Host is { Length: > 0 } host) Check(input, config, at, Hostnames.Resolve(host, config.Namespace), sink);
            }
        }
    }

    private static void Check(AnalysisInput input, ConfigObject<VirtualService> config, RouteDestinationAt at, string host, FindingSink sink)
    {
        if (!input.Hosts.Exists(host))
        {
            if (!input.Hosts.CanTell(host)) return;
            var named = host == at.Destination.Host ? $"\"{host}\"" : $"\"{at.Destination.Host}\" ({host})";
            var cure = input.Hosts.Nearest(host) is { } near ? $"did you mean {near}?" : CureOf(host);
            sink.Add(FindingCodes.ReferenceNotFound, config, $"{at.Field}.host", $"host {named} is no service of the mesh: requests fail with 503", cure);
            return;
        }
        var services = input.Hosts.Find(host);
        // What only a refused object defines says nothing more.
        if (services.Count == 0) return;
        if (!services.Any(x => Visibility.IsVisible(x.ExportTo, x.Namespace, config.Namespace)))
        {
            sink.Add(FindingCodes.HiddenDestination, config, $"{at.Field}.host", $"{host} ({services[0].Origin}) is not exported to namespace {config.Namespace}", $"add {config.Namespace} to its exportTo");
        }
        CheckPort(config, at, host, [.. services.SelectMany(x => x.Ports).Where(x => x.Protocol != Protocol.Udp).Select(x => x.Number).Distinct().Order()], sink);
    }

    private static void CheckPort(ConfigObject<VirtualService> config, RouteDestinationAt at, string host, IReadOnlyList<int> ports, FindingSink sink)
    {
        if (at.Destination.Port?.Number is { } number and not 0)
        {
            if (ports.Contains((int)number)) return;
            sink.Add(FindingCodes.ReferenceNotFound, config, $"{at.Field}.port.number", $"host {host} has no port {number} ({host}:{number})", ports.Count == 0 ? "it has no port at all" : $"it has {string.Join(", ", ports)}");
        }
        else if (ports.Count > 1 && !(IsOnMeshAlone(config) && (config.Spec.Hosts ?? []).Any(x => Hostnames.Resolve(x, config.Namespace) == host)))
        {
            sink.Add(FindingCodes.DestinationPortRequired, config, at.Field, $"{host} has the ports {string.Join(", ", ports)}, and which of them is meant must be said", "name one in port.number");
        }
    }

    /// <summary>There, a destination that is the called host itself has the port that was called.</summary>
    private static bool IsOnMeshAlone(ConfigObject<VirtualService> config) => config.Spec.Gateways is not { Count: > 0 } gateways || gateways.All(x => x == VirtualServiceIndex.MeshGateway);

    private static string CureOf(string host) =>
        Facts.HostFacts.IsOfKubernetes(host) ? "create the Service, or name one that exists" : "define it by a ServiceEntry, or write the full name of a Service";
}
