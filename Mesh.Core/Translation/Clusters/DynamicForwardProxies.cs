using Envoy.Config.Cluster.V3;
using Envoy.Extensions.Common.DynamicForwardProxy.V3;
using Google.Protobuf.WellKnownTypes;
using DynamicForwardProxyConfig = Envoy.Extensions.Clusters.DynamicForwardProxy.V3.ClusterConfig;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Clusters whose endpoint is the host of each request, looked up by the proxy.</summary>
internal static class DynamicForwardProxies
{
    private const string ClusterTypeName = "envoy.clusters.dynamic_forward_proxy";

    public static void Resolve(ClusterDraft draft, DnsCacheConfig cache)
    {
        var http = draft.Http;
        draft.Cluster.ClusterType = new()
        {
            Name = ClusterTypeName,
            TypedConfig = Any.Pack(new DynamicForwardProxyConfig
            {
                DnsCacheConfig = cache,
                // Envoy wants the host checked against the certificate, unless told that no certificate is expected.
                AllowInsecureClusterOptions = http is not null && http.UpstreamHttpProtocolOptions is not { AutoSni: true, AutoSanValidation: true },
            }),
        };
        draft.Cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        draft.Cluster.ClearLbConfig();
        draft.Cluster.CommonLbConfig = null;
    }
}
