using CsCheck;
using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Translation.Routes;
using Mesh.Core.Values;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Translation.Routes;

/// <summary>Whatever is configured, routes come out: without an exception, with unique names and domains, and twice the same. CsCheck prints the seed of a failure.</summary>
public sealed class RouteFuzzTests
{
    private const int Rounds = 1000;

    private static readonly IReadOnlyList<string> SidecarNames =
        ["80", "8080", "http_proxy", "unix://@s", "till.shop.svc.cluster.local:8080", "outbound|80||till.shop.svc.cluster.local", "", ":", "outbound|x||", "99999999999"];

    [Fact]
    public void Any_configuration_gives_routes_that_Envoy_can_tell_apart() => Gen.Int.Sample(
        seed =>
        {
            var model = ModelBuilder.Build(Configuration(seed), new());
            foreach (var context in Contexts(model))
            {
                var names = context.Proxy.Type == ProxyType.Sidecar ? SidecarNames : [.. context.Gateways.RouteNames];
                foreach (var name in names)
                {
                    if (RouteTranslator.Translate(context, name) is not { } routes) continue;
                    AssertDistinct((RouteConfiguration)routes.Message);
                    Assert.Equal(routes.Packed.Version, RouteTranslator.Translate(new(model, context.Proxy), name)!.Packed.Version);
                }
            }
            Assert.All(MissingClusters.In(model), x => Assert.NotEmpty(x.Reason));
        },
        iter: Rounds);

    private static void AssertDistinct(RouteConfiguration routes)
    {
        var names = routes.VirtualHosts.Select(x => x.Name).ToList();
        var domains = routes.VirtualHosts.SelectMany(x => x.Domains).ToList();
        Assert.Equal(names.Distinct(), names);
        Assert.Equal(domains.Distinct(), domains);
        Assert.All(routes.VirtualHosts, x => Assert.NotEmpty(x.Domains));
    }

    private static ConfigSet Configuration(int seed)
    {
        var records = new RandomRecords(seed);
        return ConfigSet.Of(
        [
            Service("till"),
            Service("desk"),
            .. Enumerable.Range(0, 4).Select(x => records.Object<VirtualService>(ConfigKind.VirtualService, $"v{x}", "shop")),
            records.Object<VirtualService>(ConfigKind.VirtualService, "v0", "annex"),
            records.Object<DestinationRule>(ConfigKind.DestinationRule, "d", "shop"),
            records.Object<ServiceEntry>(ConfigKind.ServiceEntry, "e", "shop"),
            records.Object<GatewayConfig>(ConfigKind.Gateway, "door", "shop"),
            records.Object<Sidecar>(ConfigKind.Sidecar, "s", seed % 2 == 0 ? "shop" : "elsewhere"),
        ]);
    }

    private static ConfigObject<ServiceSpec> Service(string name) => new(
        ConfigKind.Service,
        new(name, "shop", ValueMap<string>.Empty, ValueMap<string>.Empty, DateTimeOffset.UnixEpoch),
        new("services.yaml", 1),
        new() { ClusterIP = "10.96.0.1", Ports = [new() { Name = "http", Port = 80 }, new() { Name = "any", Port = 8080 }] });

    private static IEnumerable<ProxyContext> Contexts(MeshModel model)
    {
        foreach (var id in (string[])["sidecar~10.1.0.1~c.shop~shop.svc.cluster.local", "sidecar~10.1.0.1~c.annex~annex.local", "router~10.1.0.2~g.shop~shop.svc.cluster.local"])
        {
            yield return new(model, ProxyReader.Read(id, """{"LABELS": {"a": "b"}}""", Locality.Unknown, istioDialect: false).Proxy!);
        }
    }
}
