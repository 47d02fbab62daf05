using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;
using Udpa.Type.V1;

namespace Mesh.Core.Translation.Clusters;

/// <summary>What proxies with Istio's own filters are told besides: a filter that tells the peer who is calling, and whose services a cluster is of.</summary>
internal static class MetadataExchange
{
    public static void AddTo(Cluster cluster, ClusterViewer viewer)
    {
        if (!viewer.IstioDialect) return;
        cluster.Filters.Add(new Filter
        {
            Name = "istio.metadata_exchange",
            TypedConfig = Any.Pack(new TypedStruct
            {
                TypeUrl = "type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange",
                Value = new()
                {
                    Fields = { ["enable_discovery"] = Value.ForBool(true), ["protocol"] = Value.ForString("istio-peer-exchange") },
                },
            }),
        });
    }

    public static void NameServices(ClusterDraft draft, ClusterViewer viewer, IEnumerable<Service> services)
    {
        if (!viewer.IstioDialect) return;
        draft.Annotate("services", Value.ForList([.. services.Select(x => Value.ForStruct(new()
        {
            Fields = { ["host"] = Value.ForString(x.Host), ["name"] = Value.ForString(x.Name), ["namespace"] = Value.ForString(x.Namespace) },
        }))]));
    }
}
