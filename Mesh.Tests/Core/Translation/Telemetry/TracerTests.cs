using Envoy.Config.Listener.V3;
using Envoy.Config.Trace.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Listeners;
using Mesh.Tests.Core.Translation.Routes;
using Manager = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager;

namespace Mesh.Tests.Core.Translation.Telemetry;

public sealed class TracerTests
{
    private const string Labels = """{"app.kubernetes.io/name": "shop-front"}""";

    [Fact]
    public void Spans_are_of_the_service_that_the_proxy_says_it_is()
    {
        var tracer = OpenTelemetry(new() { Name = "spans", Opentelemetry = new() { Service = "till.shop.svc.cluster.local", Port = 80 } });

        Assert.Equal("front.shop", tracer.ServiceName);
        Assert.Empty(tracer.ResourceDetectors);
    }

    [Fact]
    public void Or_of_the_one_that_OpenTelemetry_s_conventions_find()
    {
        var tracer = OpenTelemetry(new()
        {
            Name = "spans",
            Opentelemetry = new() { Service = "till.shop.svc.cluster.local", Port = 80, ServiceAttributeEnrichment = ServiceAttributeEnrichment.OtelSemanticConventions },
        });

        Assert.Equal("shop-front", tracer.ServiceName);
        Assert.EndsWith("environment", Assert.Single(tracer.ResourceDetectors).Name);
    }

    [Fact]
    public void Lightstep_takes_OpenTelemetry_with_its_token()
    {
        var tracer = OpenTelemetry(new() { Name = "spans", Lightstep = new() { Service = "till.shop.svc.cluster.local", Port = 80, AccessToken = "secret" } });

        var token = Assert.Single(tracer.GrpcService.InitialMetadata);
        Assert.Equal(("lightstep-access-token", "secret", "outbound|80||till.shop.svc.cluster.local"), (token.Key, token.Value, tracer.GrpcService.EnvoyGrpc.ClusterName));
    }

    private static OpenTelemetryConfig OpenTelemetry(ExtensionProvider provider)
    {
        var mesh = new MeshConfig { ExtensionProviders = [provider], DefaultProviders = new() { Tracing = ["spans"] } };
        var plain = new RouteFixture(RouteFixture.Service("till", 80), mesh).Sidecar(labels: Labels);
        var context = new ProxyContext(plain.Model, plain.Proxy with { ServiceCluster = "front.shop" }, plain.Memo);
        var listener = (Listener)ListenerTranslator.Translate(context).Single(x => x.Name == "0.0.0.0_80").Message;
        return listener.FilterChains[0].Filters[0].TypedConfig.Unpack<Manager>().Tracing.Provider.TypedConfig.Unpack<OpenTelemetryConfig>();
    }
}
