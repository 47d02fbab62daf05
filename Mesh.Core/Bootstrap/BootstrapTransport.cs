using Envoy.Config.Core.V3;
using Envoy.Extensions.Filters.Http.UpstreamCodec.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;
using Xds.Type.V3;

namespace Mesh.Core.Bootstrap;

/// <summary>TLS to the control plane, and the proof of who the proxy is.</summary>
internal static class BootstrapTransport
{
    public static TransportSocket Socket(BootstrapTls tls) => new() { Name = "envoy.transport_sockets.tls", TypedConfig = Any.Pack(Context(tls)) };

    /// <summary>
    /// The token goes with each stream, as the file of secrets has it then: a filter of the cluster and not of the gRPC service, so that streams for
    /// secrets, whose service the control plane's own answers name, have it too. Said as TypedStruct, since header_value_prefix is younger than our protos.
    /// </summary>
    public static IEnumerable<HttpFilter> Filters(BootstrapTls tls)
    {
        if (tls.TokenFile is null) yield break;
        var config = Struct.Parser.ParseJson($$"""
            {
              "overwrite": true,
              "credential": {
                "name": "envoy.http.injected_credentials.generic",
                "typed_config": {
                  "@type": "type.googleapis.com/envoy.extensions.http.injected_credentials.generic.v3.Generic",
                  "header": "authorization",
                  "header_value_prefix": "Bearer ",
                  "credential": {{EnvoyTypes.Formatter.Format(BootstrapSecrets.FromFile(tls, BootstrapSecrets.TokenName))}}
                }
              }
            }
            """);
        yield return new()
        {
            Name = "envoy.filters.http.credential_injector",
            TypedConfig = Any.Pack(new TypedStruct { TypeUrl = "type.googleapis.com/envoy.extensions.filters.http.credential_injector.v3.CredentialInjector", Value = config }),
        };
        yield return new() { Name = "envoy.filters.http.upstream_codec", TypedConfig = Any.Pack(new UpstreamCodec()) };
    }

    private static UpstreamTlsContext Context(BootstrapTls tls)
    {
        var expected = new CertificateValidationContext
        {
            MatchTypedSubjectAltNames = { new SubjectAltNameMatcher { SanType = SubjectAltNameMatcher.Types.SanType.Dns, Matcher = new() { Exact = tls.ServerName } } },
        };
        var common = new CommonTlsContext { AlpnProtocols = { "h2" }, TlsParams = new() { TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12 } };
        if (tls.FollowDirectory is null)
        {
            expected.TrustedCa = BootstrapSecrets.Roots(tls).TrustedCa;
            common.ValidationContext = expected;
            if (tls.CertificateFile is not null) common.TlsCertificates.Add(BootstrapSecrets.Client(tls));
        }
        else
        {
            common.CombinedValidationContext = new() { DefaultValidationContext = expected, ValidationContextSdsSecretConfig = BootstrapSecrets.FromFile(tls, BootstrapSecrets.RootName) };
            if (tls.CertificateFile is not null) common.TlsCertificateSdsSecretConfigs.Add(BootstrapSecrets.FromFile(tls, BootstrapSecrets.ClientName));
        }
        return new() { Sni = tls.ServerName, CommonTlsContext = common };
    }
}
