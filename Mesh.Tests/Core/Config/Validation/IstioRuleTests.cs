using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config.Validation;

/// <summary>What Istio's webhook and its schemas ask for, rule by rule, beyond what the conformance data shows.</summary>
public sealed class IstioRuleTests
{
    private const string To = "route: [{destination: {host: cart}}]";

    public static TheoryData<string, string, string, string> Refused => new()
    {
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{corsPolicy: {{maxAge: 1500ms}}, {To}}}]", "spec.http[0].corsPolicy.maxAge" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{corsPolicy: {{allowHeaders: [':path']}}, {To}}}]", "spec.http[0].corsPolicy.allowHeaders[0]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{match: [{{headers: {{':protocol': {{exact: a}}}}}}], {To}}}]", "spec.http[0].match[0].headers[\":protocol\"]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{retries: {{attempts: 1, retryOn: '5xx,'}}, {To}}}]", "spec.http[0].retries.retryOn" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{retries: {{attempts: 1, retryOn: '599'}}, {To}}}]", "spec.http[0].retries.retryOn" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{headers: {{request: {{set: {{a: \"x\\ny\"}}}}}}, {To}}}]", "spec.http[0].headers.request.set[\"a\"]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{rewrite: {{authority: a}}, headers: {{request: {{set: {{Host: b}}}}}}, {To}}}]", "spec.http[0].headers.request.set[\"Host\"]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{headers: {{request: {{set: {{':authority': a}}, add: {{host: b}}}}}}, {To}}}]", "spec.http[0].headers.request.add[\"host\"]" },
        { "networking.istio.io/v1", "DestinationRule", "host: cart, trafficPolicy: {portLevelSettings: [{port: {number: 80}}]}", "spec.trafficPolicy.portLevelSettings[0]" },
        { "networking.istio.io/v1", "DestinationRule", "host: cart, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 5000011}}}}", "spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize" },
        { "networking.istio.io/v1", "Gateway", "servers: [{hosts: [a.test], port: {number: 443, name: tls, protocol: TLS}, tls: {mode: ISTIO_MUTUAL, serverCertificate: /a}}]", "spec.servers[0].tls" },
        { "networking.istio.io/v1", "Gateway", "servers: [{hosts: [a.test], port: {number: 80, name: http, protocol: HTTP}, tls: {privateKey: /a}}]", "spec.servers[0].tls" },
        { "networking.istio.io/v1", "ServiceEntry", "hosts: [a.test, b.test], addresses: [10.0.0.1], resolution: STATIC, ports: [{number: 80, name: tcp, protocol: TCP}]", "spec.hosts" },
        { "networking.istio.io/v1", "ServiceEntry", "hosts: [a.test], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: http2, protocol: HTTP}], endpoints: [{address: 'unix:///a'}]", "spec.endpoints[0].address" },
        { "networking.istio.io/v1", "ServiceEntry", $"hosts: [{string.Join(", ", Enumerable.Range(0, 257).Select(i => $"h{i}.test"))}], resolution: DNS, ports: [{{number: 80, name: http, protocol: HTTP}}]", "spec.hosts" },
        { "networking.istio.io/v1", "WorkloadEntry", $"address: 10.0.0.1, locality: {new string('a', 2049)}", "spec.locality" },
        { "networking.istio.io/v1", "WorkloadEntry", $"address: 10.0.0.1, serviceAccount: {new string('a', 254)}", "spec.serviceAccount" },
        { "networking.istio.io/v1", "WorkloadGroup", "template: {}, probe: {exec: {command: ['']}}", "spec.probe.exec.command[0]" },
        { "networking.istio.io/v1", "Sidecar", "ingress: [{port: {number: 80, protocol: HTTP}, bind: 'unix:///a', defaultEndpoint: '127.0.0.1:1'}]", "spec.ingress[0].bind" },
        { "networking.istio.io/v1", "Sidecar", "ingress: [{port: {number: 80, protocol: TLS}, defaultEndpoint: '127.0.0.1:1', tls: {mode: SIMPLE, serverCertificate: /a, privateKey: /b, subjectAltNames: [a]}}]", "spec.ingress[0].tls.subjectAltNames" },
        { "networking.istio.io/v1", "Sidecar", "ingress: [{port: {number: 80, protocol: TLS}, defaultEndpoint: '127.0.0.1:1', tls: {mode: SIMPLE, serverCertificate: /a, privateKey: /b, httpsRedirect: true}}]", "spec.ingress[0].tls.httpsRedirect" },
        { "security.istio.io/v1", "AuthorizationPolicy", "action: CUSTOM, provider: {name: opa}, rules: [{from: [{source: {principals: ['*']}}]}]", "spec.rules[0].from[0].source.principals" },
        { "security.istio.io/v1", "AuthorizationPolicy", "action: CUSTOM, provider: {name: opa}, rules: [{when: [{key: 'request.auth.claims[a]', values: [b]}]}]", "spec.rules[0].when[0].key" },
        { "security.istio.io/v1", "AuthorizationPolicy", $"rules: [{{from: [{{source: {{serviceAccounts: [{new string('a', 321)}]}}}}]}}]", "spec.rules[0].from[0].source.serviceAccounts[0]" },
        { "security.istio.io/v1", "RequestAuthentication", "jwtRules: [{issuer: me, jwks: '{\"keys\": [{\"n\": \"a\"}]}'}]", "spec.jwtRules[0].jwks" },
        { "extensions.istio.io/v1alpha1", "WasmPlugin", "url: 'oci://a.test/b', match: [{ports: [{number: 80}, {number: 80}]}]", "spec.match[0].ports[1].number" },
        { "extensions.istio.io/v1alpha1", "WasmPlugin", $"url: 'oci://a.test/b', vmConfig: {{env: [{{name: A, value: {new string('a', 2049)}}}]}}", "spec.vmConfig.env[0].value" },
    };

    public static TheoryData<string, string, string> Taken => new()
    {
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{headers: {{request: {{add: {{Host: b}}}}}}, {To}}}]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{match: [{{headers: {{':method': {{exact: GET}}}}}}], {To}}}]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{retries: {{attempts: 1, retryOn: '103,503,5xx'}}, {To}}}]" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], tcp: [{{match: [{{sourceSubnet: anything, sourceNamespace: 'a.b'}}], {To}}}]" },
        { "networking.istio.io/v1", "DestinationRule", "host: cart, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 1}}}}" },
        { "networking.istio.io/v1", "Gateway", "servers: [{hosts: [a.test], port: {number: 80, name: http, protocol: HTTP}, tls: {httpsRedirect: true, minProtocolVersion: TLSV1_2}}]" },
        { "networking.istio.io/v1", "ServiceEntry", "hosts: [a.test, b.test], resolution: NONE, ports: [{number: 80, name: tcp, protocol: TCP}]" },
        { "networking.istio.io/v1", "Sidecar", "egress: [{bind: anything, hosts: ['./*']}]" },
    };

    public static TheoryData<string, string, string, string> Warned => new()
    {
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{fault: {{abort: {{percentage: {{value: 1}}}}}}, {To}}}]", "spec.http[0].fault.abort" },
        { "networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{directResponse: {{status: 200, body: {{string: {new string('a', 102401)}}}}}}}]", "spec.http[0].directResponse.body" },
        { "networking.istio.io/v1", "Gateway", "servers: [{hosts: [a.test], port: {number: 443, name: tls, protocol: TLS}, tls: {mode: PASSTHROUGH, serverCertificate: /a}}]", "spec.servers[0].tls" },
        { "networking.istio.io/v1", "Sidecar", "egress: [{hosts: ['shop/*', 'shop/a.test']}]", "spec.egress[0].hosts[1]" },
        { "security.istio.io/v1", "AuthorizationPolicy", "action: DENY, rules: [{to: [{operation: {methods: [GET]}}], when: [{key: destination.port, values: ['80']}]}]", "spec.rules" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void It_is_refused_by_its_field(string apiVersion, string kind, string spec, string field)
    {
        var document = Read(apiVersion, kind, spec);

        Assert.Contains(field, document.Errors.Select(x => x.Field));
    }

    [Theory]
    [MemberData(nameof(Taken))]
    public void It_is_taken(string apiVersion, string kind, string spec) => Assert.Empty(Read(apiVersion, kind, spec).Errors);

    [Theory]
    [MemberData(nameof(Warned))]
    public void It_is_taken_with_a_warning(string apiVersion, string kind, string spec, string field)
    {
        var document = Read(apiVersion, kind, spec);

        Assert.Empty(document.Errors);
        Assert.Contains(field, document.Warnings.Select(x => x.Field));
    }

    [Theory]
    [InlineData("internal.istio.io/webhook-always-reject")]
    [InlineData("internal.istio.io/parents")]
    [InlineData("internal.istio.io/parent-namespace")]
    public void Annotations_of_the_control_plane_are_not_for_users(string name) =>
        Assert.Contains($"metadata.annotations[\"{name}\"]", Read("networking.istio.io/v1", "DestinationRule", "host: cart", $"{name}: 'a'").Errors.Select(x => x.Field));

    [Theory]
    [InlineData("true", true)]
    [InlineData("T", true)]
    [InlineData("maybe", false)]
    public void A_dry_run_is_on_or_off(string value, bool isValid) =>
        Assert.Equal(isValid, Read("security.istio.io/v1", "AuthorizationPolicy", "action: ALLOW", $"istio.io/dry-run: '{value}'").Valid);

    [Fact]
    public void Routes_that_a_controller_made_name_what_they_like() =>
        Assert.True(Read("networking.istio.io/v1", "VirtualService", "hosts: [a.test], gateways: [shop/a~istio-autogenerated-k8s-gateway~b], http: [{route: [{destination: {host: 'a b'}}]}]", "internal.istio.io/route-semantics: gateway").Valid);

    private static ReadDocument Read(string apiVersion, string kind, string spec, string annotations = "a: b") =>
        ConfigReader.Read("a.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a, namespace: shop, annotations: {{{annotations}}}}}\nspec: {{{spec}}}\n")[0];
}
