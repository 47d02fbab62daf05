using System.Text.Json;
using Envoy.Config.Core.V3;
using Google.Protobuf;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Model;

/// <summary>Reads a proxy from the node of its first request.</summary>
public static class ProxyReader
{
    /// <summary>The type, in the id, of a gRPC application that speaks xDS itself.</summary>
    private const string Proxyless = "proxyless";

    public static (Proxy? Proxy, ConfigError? Error) Read(Node node)
    {
        var metadata = node.Metadata is null ? "{}" : JsonFormatter.Default.Format(node.Metadata);
        var locality = node.Locality is { } at ? new Locality(at.Region, at.Zone, at.SubZone) : Locality.Unknown;
        var (proxy, error) = Read(node.Id, metadata, locality, IstioFilterOffers.Of(node));
        return (proxy is null ? null : proxy with { ServiceCluster = node.Cluster }, error);
    }

    /// <param name="metadataJson">The metadata object alone, as JSON.</param>
    /// <param name="istioDialect">Whether it has all of Istio's own filters, or none.</param>
    public static (Proxy? Proxy, ConfigError? Error) Read(string id, string metadataJson, Locality locality, bool istioDialect) =>
        Read(id, metadataJson, locality, istioDialect ? IstioFilters.All : IstioFilters.None);

    private static (Proxy? Proxy, ConfigError? Error) Read(string id, string metadataJson, Locality locality, IstioFilters filters)
    {
        var parts = id.Split('~');
        if (parts.Length != 4)
        {
            return (null, new("node.id", $"\"{id}\" must be TYPE~IP~NAME.NAMESPACE~DOMAIN, for example sidecar~10.0.0.1~reviews-v1-abc.default~default.svc.cluster.local"));
        }
        if (TypeOf(parts[0]) is not { } type)
        {
            return (null, new("node.id", $"\"{parts[0]}\" is no type of proxy that is served here; sidecar and router are"));
        }
        var metadata = ProxyMetadata.Parse(metadataJson);
        string[] addresses = metadata.Text("INSTANCE_IPS") is { Length: > 0 } ips
            ? ips.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [parts[1]];
        if (addresses.Any(x => !System.Net.IPAddress.TryParse(x, out _)))
        {
            return (null, new("node.id", $"\"{string.Join(",", addresses)}\" holds something that is no IP address"));
        }
        return (new Proxy
        {
            Id = id,
            Type = type,
            IpAddresses = ValueList.Create<string>(addresses),
            Namespace = metadata.Text("NAMESPACE") is { Length: > 0 } ns ? ns : parts[3].Split('.')[0],
            DnsDomain = parts[3],
            Labels = LabelsOf(metadata),
            Locality = locality,
            Interception = metadata.Text("INTERCEPTION_MODE") switch { "NONE" => InterceptionMode.None, "TPROXY" => InterceptionMode.TProxy, _ => InterceptionMode.Redirect },
            Version = IstioVersion.Parse(metadata.Text("ISTIO_VERSION")),
            ServiceAccount = metadata.Text("SERVICE_ACCOUNT") ?? "",
            WorkloadName = metadata.Text("WORKLOAD_NAME") ?? "",
            NodeName = metadata.Text("NODE_NAME") ?? "",
            Network = metadata.Text("NETWORK") ?? "",
            ClusterId = metadata.Text("CLUSTER_ID") ?? "",
            IstioFilters = filters,
            Config = ConfigOf(metadata),
            IsProxyless = parts[0] == Proxyless || metadata.Text("GENERATOR") == "grpc",
            Metadata = metadata,
        }, null);
    }

    /// <summary>What the mesh knows better than the proxy itself: the labels and the locality of its pod.</summary>
    public static Proxy Join(Proxy proxy, MeshModel model)
    {
        var pod = model.Workloads.Pod(proxy.Namespace, proxy.PodName) ?? proxy.IpAddresses.Select(model.Workloads.PodAt).FirstOrDefault(x => x is not null);
        if (pod is null) return proxy;
        var locality = proxy.Locality.IsUnknown ? model.Workloads.LocalityOf(pod) : proxy.Locality;
        return proxy with { Labels = pod.Meta.Labels.Count > 0 ? pod.Meta.Labels : proxy.Labels, Locality = locality };
    }

    private static ProxyType? TypeOf(string word) => word switch
    {
        "sidecar" => ProxyType.Sidecar,
        "router" => ProxyType.Router,
        // gRPC applications that speak xDS themselves.
        Proxyless => ProxyType.Sidecar,
        _ => null,
    };

    /// <summary>What the proxy was started with. Fields that only its own release knows are left alone; one that is no ProxyConfig counts as none.</summary>
    private static ProxyConfig? ConfigOf(ProxyMetadata metadata) => metadata.Json("PROXY_CONFIG") is { ValueKind: JsonValueKind.Object } written
        ? RecordReader.Read<ProxyConfig>(written.GetRawText(), skipUnknown: true).Value
        : null;

    private static ValueMap<string> LabelsOf(ProxyMetadata metadata) => metadata.Json("LABELS") is { ValueKind: JsonValueKind.Object } labels
        ? ValueMap<string>.From(labels.EnumerateObject().Where(x => x.Value.ValueKind == JsonValueKind.String).Select(x => KeyValuePair.Create(x.Name, x.Value.GetString()!)))
        : ValueMap<string>.Empty;
}
