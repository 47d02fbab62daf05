using System.Net;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Reads which networks the mesh spans: the key meshNetworks of the ConfigMap that holds the MeshConfig.</summary>
public static class MeshNetworksReader
{
    public const string ConfigMapKey = "meshNetworks";

    public static RecordReading<MeshNetworks> Read(string text) => RecordReader.Read<MeshNetworks>(text, skipUnknown: false, Validate);

    /// <summary>A ConfigMap without the key says that there is one network.</summary>
    public static RecordReading<MeshNetworks> Read(ConfigObject<ConfigMapObject>? configMap)
    {
        if (configMap?.Spec.Data is not { } data || !data.TryGetValue(ConfigMapKey, out var text)) return new(null, []);
        var reading = Read(text);
        return reading with { Errors = reading.Errors.Select(x => MeshConfigReader.Inside(configMap, ConfigMapKey, x)).ToValueList() };
    }

    private static void Validate(MeshNetworks networks, Findings findings)
    {
        foreach (var (name, network) in networks.Networks ?? ValueMap<Network>.Empty)
        {
            for (var i = 0; i < network.Endpoints?.Count; i++)
            {
                var field = $"networks.{name}.endpoints[{i}]";
                var (cidr, registry) = (network.Endpoints[i].FromCidr, network.Endpoints[i].FromRegistry);
                if (cidr is { Length: > 0 } == registry is { Length: > 0 }) findings.Error(field, "must have either fromCidr or fromRegistry");
                else if (cidr is { Length: > 0 } && !IPNetwork.TryParse(cidr, out _)) findings.Error($"{field}.fromCidr", $"\"{cidr}\" is no network such as 10.1.0.0/16");
            }
            for (var i = 0; i < network.Gateways?.Count; i++)
            {
                var field = $"networks.{name}.gateways[{i}]";
                var gateway = network.Gateways[i];
                if (gateway.Address is { Length: > 0 } == gateway.RegistryServiceName is { Length: > 0 }) findings.Error(field, "must have either address or registryServiceName");
                if (gateway.Port is null or 0 or > 65535) findings.Error($"{field}.port", "must be a port, 1 to 65535");
            }
        }
    }
}
