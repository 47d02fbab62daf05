using Envoy.Config.Core.V3;
using Envoy.Extensions.Http.HeaderFormatters.PreserveCase.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Model;

namespace Mesh.Core.Translation.Clusters;

/// <summary>The HTTP version that a cluster speaks: port protocol, h2UpgradePolicy, useClientProtocol → HttpProtocolOptions.</summary>
internal static class UpstreamProtocols
{
    /// <summary>What the port's own protocol asks for. TCP and plain HTTP/1.1 need nothing said.</summary>
    public static void Apply(ClusterDraft draft, Protocol protocol, ClusterViewer viewer)
    {
        if (protocol.IsHttp2()) SpeakHttp2(draft);
        // Routers do not sniff: their clients' protocol says nothing about the server's.
        else if (protocol.IsSniffed() && viewer.IsSidecar) FollowClient(draft, viewer.PreserveHeaderCase);
        else if (protocol.IsHttp() && viewer.PreserveHeaderCase) draft.WithHttp().ExplicitHttpConfig = new() { HttpProtocolOptions = Http1(preserveCase: true) };
    }

    /// <summary>connectionPool.http.h2UpgradePolicy, else MeshConfig.h2UpgradePolicy, which is for ports that are known to be HTTP.</summary>
    public static void Upgrade(ClusterDraft draft, Protocol protocol, HttpSettings? http, MeshDefaults mesh)
    {
        var upgrade = http?.H2UpgradePolicy switch
        {
            H2UpgradePolicy.Upgrade => true,
            H2UpgradePolicy.DoNotUpgrade => false,
            _ => mesh.UpgradesToHttp2 && protocol.IsHttp(),
        };
        if (upgrade && !draft.IsHttp2) SpeakHttp2(draft);
    }

    /// <summary>The version of HTTP of the client's request is that of the upstream request.</summary>
    public static void FollowClient(ClusterDraft draft, bool preserveCase) =>
        draft.WithHttp().UseDownstreamProtocolConfig = new() { HttpProtocolOptions = Http1(preserveCase), Http2ProtocolOptions = new() };

    private static void SpeakHttp2(ClusterDraft draft) => draft.WithHttp().ExplicitHttpConfig = new() { Http2ProtocolOptions = new() };

    private static Http1ProtocolOptions Http1(bool preserveCase) => !preserveCase ? new() : new()
    {
        HeaderKeyFormat = new()
        {
            StatefulFormatter = new() { Name = "preserve_case", TypedConfig = Any.Pack(new PreserveCaseFormatterConfig()) },
        },
    };
}
