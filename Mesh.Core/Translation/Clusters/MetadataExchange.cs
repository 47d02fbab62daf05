using Envoy.Config.Cluster.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;
using Mesh.Core.Translation.Dialect;

namespace Mesh.Core.Translation.Clusters;

/// <summary>What proxies with Istio's own filters are told besides: a filter that tells the peer who is calling, and whose services a cluster is of.</summary>
internal static class MetadataExchange
{
    public static void AddTo(Cluster cluster, ClusterViewer viewer)
    {
        if (viewer.IstioFilters.HasFlag(IstioFilters.MetadataExchange)) cluster.Filters.Add(PeerExchange.OfCluster);
    }

    public static void NameServices(ClusterDraft draft, ClusterViewer viewer, IEnumerable<Service> services)
    {
        if (viewer.IstioFilters == IstioFilters.None) return;
        draft.Annotate("services", Value.ForList([.. services.Select(x => Value.ForStruct(new()
        {
            Fields = { ["host"] = Value.ForString(x.Host), ["name"] = Value.ForString(x.Name), ["namespace"] = Value.ForString(x.Namespace) },
        }))]));
    }
}
