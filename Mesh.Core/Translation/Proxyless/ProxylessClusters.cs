using Envoy.Config.Cluster.V3;
using Envoy.Config.Core.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>A sidecar's outbound cluster → the same in the words that gRPC understands; what it does not understand it would refuse.</summary>
internal static class ProxylessClusters
{
    public static IEnumerable<Translated> Translate(ProxyContext context, IEnumerable<Translated> clusters) => clusters
        .Where(x => ((Cluster)x.Message).Type == Cluster.Types.DiscoveryType.Eds)
        .Select(x => context.Memo.GetOrAdd(new Key(x), static key => new Translated(XdsType.Cluster, key.Cluster.Name, Reduce((Cluster)key.Cluster.Message), [.. key.Cluster.Origins])));

    private static Cluster Reduce(Cluster cluster) => new()
    {
        Name = cluster.Name,
        Type = Cluster.Types.DiscoveryType.Eds,
        EdsClusterConfig = new() { EdsConfig = new() { Ads = new(), ResourceApiVersion = ApiVersion.V3 }, ServiceName = cluster.EdsClusterConfig.ServiceName },
        LbPolicy = cluster.LbPolicy is Cluster.Types.LbPolicy.RingHash ? Cluster.Types.LbPolicy.RingHash : Cluster.Types.LbPolicy.RoundRobin,
        RingHashLbConfig = cluster.LbPolicy is Cluster.Types.LbPolicy.RingHash ? cluster.RingHashLbConfig : null,
        CircuitBreakers = Limits(cluster.CircuitBreakers),
        TransportSocket = MutualTls(cluster.TransportSocket),
    };

    /// <summary>Of the limits gRPC knows the number of requests in flight.</summary>
    private static CircuitBreakers? Limits(CircuitBreakers? limits) => limits?.Thresholds.FirstOrDefault()?.MaxRequests is { } requests and < uint.MaxValue
        ? new() { Thresholds = { new CircuitBreakers.Types.Thresholds { MaxRequests = requests } } }
        : null;

    /// <summary>
    /// ISTIO_MUTUAL that a DestinationRule asks for. gRPC cannot choose by endpoint, so automatic mutual TLS is not for it; nor does it take secrets over xDS.
    /// </summary>
    private static TransportSocket? MutualTls(TransportSocket? socket)
    {
        if (socket?.TypedConfig is not { } config || !config.TryUnpack<UpstreamTlsContext>(out var tls)) return null;
        if (tls.CommonTlsContext.TlsCertificateSdsSecretConfigs.FirstOrDefault()?.Name != XdsName.WorkloadSecret) return null;
        return new()
        {
            Name = socket.Name,
            TypedConfig = Any.Pack(new UpstreamTlsContext
            {
                Sni = tls.Sni,
                CommonTlsContext = new()
                {
                    TlsCertificateProviderInstance = ProxylessTls.Provider(XdsName.WorkloadSecret),
                    CombinedValidationContext = new() { DefaultValidationContext = Validation(tls) },
                },
            }),
        };
    }

    /// <summary>Who may answer, in the one form that gRPC compares.</summary>
    private static CertificateValidationContext Validation(UpstreamTlsContext tls)
    {
        var validation = new CertificateValidationContext { CaCertificateProviderInstance = ProxylessTls.Provider(XdsName.RootSecret) };
        var known = tls.CommonTlsContext.CombinedValidationContext?.DefaultValidationContext;
#pragma warning disable CS0612 // The typed form that took its place is unknown to gRPC.
        if (known is not null) validation.MatchSubjectAltNames.Add(known.MatchTypedSubjectAltNames.Select(x => x.Matcher).Concat(known.MatchSubjectAltNames));
#pragma warning restore CS0612
        return validation;
    }

    /// <summary>By reference: the sidecar's cluster is itself remembered.</summary>
    private sealed record Key(Translated Cluster);
}
