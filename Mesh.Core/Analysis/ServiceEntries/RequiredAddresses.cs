using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.ServiceEntries;

/// <summary>A connection that carries no host can only be told by its address: a TCP port without addresses takes all that goes to that port.</summary>
internal sealed class RequiredAddresses : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.AddressesRequired];

    public override ValueList<ConfigKind> Reads => [ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (Allocates(input.Mesh.DefaultConfig?.ProxyMetadata)) return;
        foreach (var config in input.All<ServiceEntry>(ConfigKind.ServiceEntry))
        {
            if (config.Spec.Addresses is { Count: > 0 } || config.Spec.Status?.Addresses is { Count: > 0 }) continue;
            for (var i = 0; i < config.Spec.Ports?.Count; i++)
            {
                var port = config.Spec.Ports[i];
                if (port.Protocol is { Length: > 0 } protocol && !string.Equals(protocol, "TCP", StringComparison.OrdinalIgnoreCase)) continue;
                sink.Add(FindingCodes.AddressesRequired, config, $"spec.ports[{i}].protocol",
                    $"port {port.Number} is TCP and the ServiceEntry has no addresses, so it takes all connections to that port, whomever they are for",
                    "write addresses, name a protocol that carries the host, or have addresses allocated (proxyMetadata ISTIO_META_DNS_CAPTURE and PILOT_ENABLE_IP_AUTOALLOCATE)");
            }
        }
    }

    private static bool Allocates(ValueMap<string>? metadata) =>
        metadata is not null && metadata.GetValueOrDefault("ISTIO_META_DNS_CAPTURE") == "true" && metadata.GetValueOrDefault("PILOT_ENABLE_IP_AUTOALLOCATE") == "true";
}
