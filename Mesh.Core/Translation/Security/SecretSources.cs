using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Security;

/// <summary>Where a proxy asks for its certificates and roots.</summary>
public static class SecretSources
{
    private static readonly Duration NoTimeout = Duration.FromTimeSpan(TimeSpan.Zero);

    /// <summary>The agent beside the proxy, over its local socket.</summary>
    public static readonly ConfigSource Agent = new()
    {
        ApiConfigSource = new()
        {
            ApiType = ApiConfigSource.Types.ApiType.Grpc,
            TransportApiVersion = ApiVersion.V3,
            SetNodeOnFirstMessageOnly = true,
            GrpcServices = { new GrpcService { EnvoyGrpc = new() { ClusterName = XdsName.SdsCluster } } },
        },
        InitialFetchTimeout = NoTimeout,
        ResourceApiVersion = ApiVersion.V3,
    };

    /// <summary>Names the trusted roots of a credential beside its certificate.</summary>
    public const string RootSuffix = "-cacert";

    private const string SecretScheme = "kubernetes://";

    private static readonly ConfigSource MountedFiles = WithoutTimeout(Agent);
    private static readonly ConfigSource ControlPlane = new() { Ads = new(), ResourceApiVersion = ApiVersion.V3 };

    public static SdsSecretConfig FromAgent(string name) => new() { Name = name, SdsConfig = Agent };

    /// <summary>A secret of the Kubernetes cluster, which the control plane serves; a name with a scheme (configmap://, builtin://, sds://) is taken as it is.</summary>
    public static SdsSecretConfig Credential(string name) => new() { Name = name.Contains("://", StringComparison.Ordinal) ? name : SecretScheme + name, SdsConfig = ControlPlane };

    /// <summary>The trusted roots that belong to a credential; a name that is already that of its roots is taken as it is.</summary>
    public static SdsSecretConfig CredentialRoot(string name) => Credential(name.EndsWith(RootSuffix, StringComparison.Ordinal) ? name : name + RootSuffix);

    /// <summary>Files that the pod mounts, which the agent watches.</summary>
    public static SdsSecretConfig CertificateFile(string certificate, string key) => new() { Name = $"file-cert:{certificate}~{key}", SdsConfig = MountedFiles };

    public static SdsSecretConfig RootFile(string path) => new() { Name = $"file-root:{path}", SdsConfig = MountedFiles };

    private static ConfigSource WithoutTimeout(ConfigSource source)
    {
        var copy = source.Clone();
        copy.InitialFetchTimeout = null;
        return copy;
    }
}
