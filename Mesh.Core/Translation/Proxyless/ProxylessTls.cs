using Envoy.Extensions.TransportSockets.Tls.V3;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>gRPC takes no secrets over xDS: it reads the files that its bootstrap names.</summary>
internal static class ProxylessTls
{
    /// <summary>The plugin that every bootstrap of Istio's agent configures.</summary>
    private const string CertificateProvider = "default";

    public static CertificateProviderPluginInstance Provider(string certificate) => new() { InstanceName = CertificateProvider, CertificateName = certificate };
}
