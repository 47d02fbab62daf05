using Envoy.Config.Core.V3;
using Envoy.Config.Trace.V3;
using Envoy.Extensions.Tracers.Opentelemetry.ResourceDetectors.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>Providers that take spans by OpenTelemetry's protocol, over gRPC or HTTP: opentelemetry, and lightstep, whose own protocol Envoy has dropped.</summary>
internal static class OpenTelemetryTracing
{
    public static OpenTelemetryConfig Of(OpenTelemetryTracingProvider otel, string host, ListenerTraits traits)
    {
        var conventional = otel.ServiceAttributeEnrichment == ServiceAttributeEnrichment.OtelSemanticConventions;
        var cluster = XdsName.Outbound((int)(otel.Port ?? 0), "", host);
        var config = new OpenTelemetryConfig { ServiceName = conventional ? traits.ConventionalService : traits.ServiceCluster };
        if (otel.Http is { } http)
        {
            config.HttpService = Http(http, host + http.Path, cluster);
        }
        else
        {
            config.GrpcService = new() { EnvoyGrpc = new() { ClusterName = cluster, Authority = host } };
            if (otel.Grpc?.Timeout is { } timeout) config.GrpcService.Timeout = Duration.FromTimeSpan(timeout);
            config.GrpcService.InitialMetadata.Add((otel.Grpc?.InitialMetadata ?? []).Select(x => new HeaderValue { Key = x.Name ?? "", Value = x.Value ?? "" }));
        }
        // The conventions' other attributes come to the proxy by its environment.
        if (conventional || otel.ResourceDetectors?.Environment is not null) config.ResourceDetectors.Add(Extension("resource_detectors.environment", new EnvironmentResourceDetectorConfig()));
        return config;
    }

    public static OpenTelemetryConfig Of(LightstepTracingProvider lightstep, string host) => new()
    {
        GrpcService = new()
        {
            EnvoyGrpc = new() { ClusterName = XdsName.Outbound((int)(lightstep.Port ?? 0), "", host), Authority = host },
            InitialMetadata = { new HeaderValue { Key = "lightstep-access-token", Value = lightstep.AccessToken ?? "" } },
        },
    };

    private static Envoy.Config.Core.V3.HttpService Http(Config.HttpService http, string uri, string cluster)
    {
        var service = new Envoy.Config.Core.V3.HttpService { HttpUri = Tracers.Uri(uri, cluster, http.Timeout) };
        service.RequestHeadersToAdd.Add((http.Headers ?? []).Select(Tracers.Header));
        return service;
    }

    private static TypedExtensionConfig Extension(string name, IMessage config) => new() { Name = $"envoy.tracers.opentelemetry.{name}", TypedConfig = TypedConfig.Pack(config) };
}
