using CsCheck;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation;
using Mesh.Core.Values;
using Mesh.Tests.Fixtures;

namespace Mesh.Tests.Core.Translation;

/// <summary>Whatever is configured, even what validation would refuse, a sidecar and a router get an answer, and twice the same. CsCheck prints the seed of a failure.</summary>
public sealed class TranslatorFuzzTests
{
    private const int Rounds = 100;

    private static readonly string[] Proxies = ["sidecar~10.1.0.1~c.shop~shop.svc.cluster.local", "router~10.1.0.2~g.shop~shop.svc.cluster.local"];

    [Fact]
    public void Any_configuration_is_translated() => Gen.Int.Sample(
        seed =>
        {
            var model = ModelBuilder.Build(Configuration(seed), new());
            foreach (var id in Proxies)
            {
                var proxy = ProxyReader.Read(id, """{"LABELS": {"a": "b"}}""", Locality.Unknown, istioDialect: seed % 2 == 0).Proxy!;

                var first = Everything(new(model, proxy));
                var second = Everything(new(model, proxy));

                Assert.Equal(first.Select(x => (x.Type, x.Name, x.Packed.Version)), second.Select(x => (x.Type, x.Name, x.Packed.Version)));
            }
        },
        iter: Rounds);

    private static IReadOnlyList<Translated> Everything(ProxyContext context)
    {
        var all = Generator.Generate(context);
        return [.. all.Clusters, .. all.Endpoints, .. all.Listeners, .. all.Routes, .. all.Extensions, .. all.Names];
    }

    private static ConfigSet Configuration(int seed)
    {
        var records = new RandomRecords(seed);
        return ConfigSet.Of(
        [
            Service("till"),
            Service("desk"),
            records.Object<VirtualService>(ConfigKind.VirtualService, "v", "shop"),
            records.Object<DestinationRule>(ConfigKind.DestinationRule, "d", "shop"),
            records.Object<ServiceEntry>(ConfigKind.ServiceEntry, "e", "shop"),
            records.Object<WorkloadEntry>(ConfigKind.WorkloadEntry, "w", "shop"),
            records.Object<GatewayConfig>(ConfigKind.Gateway, "door", "shop"),
            records.Object<Sidecar>(ConfigKind.Sidecar, "s", seed % 3 == 0 ? "shop" : "elsewhere"),
            records.Object<EnvoyFilter>(ConfigKind.EnvoyFilter, "f", "istio-system"),
            records.Object<PeerAuthentication>(ConfigKind.PeerAuthentication, "p", "shop"),
            records.Object<AuthorizationPolicy>(ConfigKind.AuthorizationPolicy, "a", "shop"),
            records.Object<RequestAuthentication>(ConfigKind.RequestAuthentication, "r", "shop"),
        ]);
    }

    private static ConfigObject<ServiceSpec> Service(string name) => new(
        ConfigKind.Service,
        new(name, "shop", ValueMap<string>.Empty, ValueMap<string>.Empty, DateTimeOffset.UnixEpoch),
        new("services.yaml", 1),
        new()
        {
            ClusterIP = "10.96.0.1",
            Selector = ValueMap<string>.From([new("a", "b")]),
            Ports = [new() { Name = "http", Port = 80 }, new() { Name = "any", Port = 8080 }, new() { Name = "tcp", Port = 9000 }, new() { Name = "tls", Port = 443 }],
        });
}
