using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Clusters;

/// <summary>Where a proxy takes its secrets from. Each call makes new messages, since protobuf messages may be changed by whoever holds them.</summary>
internal static class Sds
{
    private const string KubernetesPrefix = "kubernetes://";
    private const string CaSuffix = "-cacert";

    /// <summary>The workload's own certificate and the mesh's roots: from the agent beside the proxy; waited for without limit.</summary>
    public static SdsSecretConfig Workload(string name) => OfAgent(name, waits: true);

    /// <summary>Files that the agent reads and watches: <c>file-cert:chain~key</c> and <c>file-root:path</c>.</summary>
    public static SdsSecretConfig FileCertificate(string chain, string key) => OfAgent($"file-cert:{chain}~{key}", waits: false);

    public static SdsSecretConfig FileRoot(string path) => OfAgent($"file-root:{path}", waits: false);

    /// <summary>credentialName: a Secret that the control plane itself serves.</summary>
    public static SdsSecretConfig Credential(string name) => OfControlPlane(Qualified(name));

    public static SdsSecretConfig CredentialRoot(string name) =>
        OfControlPlane(name.EndsWith(CaSuffix, StringComparison.Ordinal) ? Qualified(name) : Qualified(name) + CaSuffix);

    private static string Qualified(string name) => name.Contains("://", StringComparison.Ordinal) ? name : KubernetesPrefix + name;

    private static SdsSecretConfig OfControlPlane(string name) => new() { Name = name, SdsConfig = new() { Ads = new(), ResourceApiVersion = ApiVersion.V3 } };

    private static SdsSecretConfig OfAgent(string name, bool waits) => new()
    {
        Name = name,
        SdsConfig = new()
        {
            ApiConfigSource = new()
            {
                ApiType = ApiConfigSource.Types.ApiType.Grpc,
                SetNodeOnFirstMessageOnly = true,
                TransportApiVersion = ApiVersion.V3,
                GrpcServices = { new GrpcService { EnvoyGrpc = new() { ClusterName = XdsName.SdsCluster } } },
            },
            InitialFetchTimeout = waits ? new Duration() : null,
            ResourceApiVersion = ApiVersion.V3,
        },
    };
}
