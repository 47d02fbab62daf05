using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Envoy.Service.Discovery.V3;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Bootstrap;

/// <summary>
/// The secrets of the connection to the control plane. Envoy watches PEM files only where they come by SDS, and before there is a connection that can only
/// be SDS from a file: so these are written beside the bootstrap.
/// </summary>
public static class BootstrapSecrets
{
    public const string RootName = "xds-root";
    public const string ClientName = "xds-client";
    public const string TokenName = "xds-token";

    /// <param name="token">What the token's file holds; null without one. Envoy does not watch it: to renew it, this file is written again.</param>
    /// <returns>Names of files and the responses to write into them, as JSON.</returns>
    public static IEnumerable<(string File, DiscoveryResponse Content)> Files(BootstrapTls tls, string? token)
    {
        yield return ($"{RootName}.json", Response(new() { Name = RootName, ValidationContext = Roots(tls) }));
        if (token is not null) yield return ($"{TokenName}.json", Response(new() { Name = TokenName, GenericSecret = new() { Secret = new() { InlineString = token } } }));
        if (tls.CertificateFile is not null) yield return ($"{ClientName}.json", Response(new() { Name = ClientName, TlsCertificate = Client(tls) }));
    }

    internal static CertificateValidationContext Roots(BootstrapTls tls) => new() { TrustedCa = new() { Filename = tls.RootFile } };

    internal static TlsCertificate Client(BootstrapTls tls) => new() { CertificateChain = new() { Filename = tls.CertificateFile }, PrivateKey = new() { Filename = tls.KeyFile } };

    internal static SdsSecretConfig FromFile(BootstrapTls tls, string name) => new()
    {
        Name = name,
        SdsConfig = new()
        {
            PathConfigSource = new() { Path = Path.Combine(tls.FollowDirectory!, $"{name}.json") },
            ResourceApiVersion = ApiVersion.V3,
        },
    };

    private static DiscoveryResponse Response(Secret secret) => new() { Resources = { Any.Pack(secret) } };
}
