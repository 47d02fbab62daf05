using Mesh.Core.Config;

namespace Mesh.Tests.Core.Config.Validation;

/// <summary>One slip a row: the field that is named, and a word of why.</summary>
public sealed class ValidatorTests
{
    private const string Route = "route: [{destination: {host: cart}}]";

    [Theory]
    [InlineData("hosts: [cart]", "spec", "http, tcp and tls")]
    [InlineData("hosts: ['*'], http: [{" + Route + "}]", "spec.hosts[0]", "mesh gateway")]
    [InlineData("hosts: [a.test, '*.test'], http: [{" + Route + "}]", "spec.hosts[1]", "stand for the same")]
    [InlineData("hosts: [a_b], http: [{" + Route + "}]", "spec.hosts[0]", "not a domain name")]
    [InlineData("hosts: [cart], gateways: [a/b/c], http: [{" + Route + "}]", "spec.gateways[0]", "not a gateway")]
    [InlineData("gateways: [a/b], http: [{" + Route + "}]", "spec.gateways", "delegate")]
    [InlineData("hosts: [cart], http: [{}]", "spec.http[0]", "needs one of route")]
    [InlineData("hosts: [cart], http: [{redirect: {uri: /a}, " + Route + "}]", "spec.http[0]", "both route and redirect")]
    [InlineData("hosts: [cart], http: [{route: [{destination: {host: a}}, {destination: {host: b}}]}]", "spec.http[0].route", "add up to 0")]
    [InlineData("hosts: [cart], http: [{match: [{uri: {regex: '(?!a)'}}], " + Route + "}]", "spec.http[0].match[0].uri.regex", "RE2")]
    [InlineData("hosts: [cart], http: [{match: [{headers: {x-a: {exact: a, prefix: b}}}], " + Route + "}]", "spec.http[0].match[0].headers[\"x-a\"]", "only one of exact and prefix")]
    [InlineData("hosts: [cart], http: [{retries: {attempts: 0, retryOn: 5xx}, " + Route + "}]", "spec.http[0].retries.attempts", "disables")]
    [InlineData("hosts: [cart], http: [{retries: {attempts: 1, retryOn: '5xx,slow'}, " + Route + "}]", "spec.http[0].retries.retryOn", "gateway-error")]
    [InlineData("hosts: [cart], http: [{headers: {request: {set: {x-a: '100%'}}}, " + Route + "}]", "spec.http[0].headers.request.set[\"x-a\"]", "%%")]
    [InlineData("hosts: [db.test], tls: [{match: [{sniHosts: [other.test]}], " + Route + "}]", "spec.tls[0].match[0].sniHosts[0]", "among")]
    [InlineData("hosts: [db], tcp: [{match: [{destinationSubnets: [10.0.0.0/40]}], " + Route + "}]", "spec.tcp[0].match[0].destinationSubnets[0]", "CIDR")]
    public void VirtualService(string spec, string field, string reason) => Refuses("networking.istio.io/v1", nameof(VirtualService), spec, field, reason);

    [Theory]
    [InlineData("host: cart, trafficPolicy: {}", "spec.trafficPolicy", "at least one field")]
    [InlineData("host: cart, subsets: [{name: a}, {name: a}]", "spec.subsets[1].name", "two subsets")]
    [InlineData("host: cart, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true, maglev: {tableSize: 10}}}}", "spec.trafficPolicy.loadBalancer.consistentHash.maglev.tableSize", "prime")]
    [InlineData("host: cart, trafficPolicy: {tls: {mode: MUTUAL, clientCertificate: a}}", "spec.trafficPolicy.tls.privateKey", "missing")]
    [InlineData("host: cart, workloadSelector: {matchLabels: {a: b}}, exportTo: ['*']", "spec.exportTo", "own namespace")]
    [InlineData("host: cart, trafficPolicy: {loadBalancer: {localityLbSetting: {distribute: [{from: a, to: {b: 50}}]}}}", "spec.trafficPolicy.loadBalancer.localityLbSetting.distribute[0].to", "100")]
    public void DestinationRule(string spec, string field, string reason) => Refuses("networking.istio.io/v1", nameof(DestinationRule), spec, field, reason);

    [Theory]
    [InlineData("{}", "spec.servers", "at least one")]
    [InlineData("servers: [{port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*']}]", "spec.servers[0].tls", "missing")]
    [InlineData("servers: [{port: {number: 80, name: a, protocol: HTTP}, hosts: [cart]}]", "spec.servers[0].hosts[0]", "full name")]
    [InlineData("servers: [{port: {number: 443, name: a, protocol: HTTPS}, hosts: ['*'], tls: {mode: MUTUAL, serverCertificate: a, privateKey: b}}]", "spec.servers[0].tls.caCertificates", "client certificates")]
    public void Gateway(string spec, string field, string reason) => Refuses("networking.istio.io/v1", nameof(Gateway), spec, field, reason);

    [Theory]
    [InlineData("hosts: [a.test], resolution: STATIC, endpoints: [{address: db.test}]", "spec.endpoints[0].address", "IP address")]
    [InlineData("hosts: ['*.test'], resolution: DNS", "spec.hosts[0]", "looked up")]
    [InlineData("hosts: [a.test], resolution: DNS, addresses: [10.0.0.0/8]", "spec.addresses[0]", "NONE or STATIC")]
    [InlineData("hosts: [a.test, b.test], resolution: DNS, ports: [{number: 1, name: db, protocol: TCP}]", "spec.hosts", "several hosts")]
    public void ServiceEntry(string spec, string field, string reason) => Refuses("networking.istio.io/v1", nameof(ServiceEntry), spec, field, reason);

    [Theory]
    [InlineData("{}", "spec", "says nothing")]
    [InlineData("egress: [{hosts: [cart.shop.test]}]", "spec.egress[0].hosts[0]", "namespace/host")]
    [InlineData("egress: [{hosts: ['*/*']}, {hosts: ['./*']}]", "spec.egress[0]", "last")]
    [InlineData("ingress: [{port: {number: 80, protocol: HTTP}, defaultEndpoint: '10.0.0.1:80'}]", "spec.ingress[0].defaultEndpoint", "127.0.0.1:PORT")]
    public void Sidecar(string spec, string field, string reason) => Refuses("networking.istio.io/v1", nameof(Sidecar), spec, field, reason);

    [Theory]
    [InlineData("PeerAuthentication", "portLevelMtls: {80: {mode: STRICT}}", "spec.portLevelMtls", "selector")]
    [InlineData("AuthorizationPolicy", "action: DENY", "spec.rules", "never does anything")]
    [InlineData("AuthorizationPolicy", "rules: [{from: [{source: {ipBlocks: [10.0.0.300]}}]}]", "spec.rules[0].from[0].source.ipBlocks[0]", "CIDR")]
    [InlineData("AuthorizationPolicy", "rules: [{to: [{operation: {paths: ['/a/{**}/{*}']}}]}]", "spec.rules[0].to[0].operation.paths[0]", "last template")]
    [InlineData("AuthorizationPolicy", "rules: [{when: [{key: source.port, values: ['1']}]}]", "spec.rules[0].when[0].key", "destination.port")]
    [InlineData("RequestAuthentication", "jwtRules: [{issuer: a, jwksUri: 'ftp://a.test'}]", "spec.jwtRules[0].jwksUri", "https://")]
    [InlineData("RequestAuthentication", "jwtRules: [{issuer: a, jwks: 'nothing'}]", "spec.jwtRules[0].jwks", "not JSON")]
    public void Security(string kind, string spec, string field, string reason) => Refuses("security.istio.io/v1", kind, spec, field, reason);

    [Theory]
    [InlineData("response.code >= 500 && !('x' in request.headers)", true)]
    [InlineData("has(a.b) ? a.b.size() : [1, 2.5e3][0] + -1", true)]
    [InlineData("{'a': 1}.a == 0x1F || r'\\d' in [.b.c(1,)]", true)]
    [InlineData("", false)]
    [InlineData("a ==", false)]
    [InlineData("a & b", false)]
    [InlineData("(a", false)]
    [InlineData("a b", false)]
    public void A_filter_of_the_access_log_is_an_expression(string expression, bool isValid)
    {
        var document = Read("telemetry.istio.io/v1", "Telemetry", $"accessLogging: [{{filter: {{expression: \"{expression.Replace("\\", "\\\\", StringComparison.Ordinal)}\"}}}}]");

        Assert.Equal(isValid, document.Valid);
    }

    [Fact]
    public void A_patch_that_Envoy_cannot_read_is_refused()
    {
        static string Patch(string value) => $"configPatches: [{{applyTo: CLUSTER, patch: {{operation: MERGE, value: {value}}}}}]";

        Assert.True(Read("networking.istio.io/v1alpha3", "EnvoyFilter", Patch("{connect_timeout: 250ms}")).Valid);
        Refuses("networking.istio.io/v1alpha3", "EnvoyFilter", Patch("{connect_timeout: soon}"), "spec.configPatches[0].patch.value", "no Cluster of Envoy");
    }

    [Fact]
    public void A_rule_that_nothing_reaches_is_a_warning()
    {
        var document = Read("networking.istio.io/v1", "VirtualService", $"hosts: [cart], http: [{{match: [{{uri: {{prefix: /a}}}}], {Route}}}, {{match: [{{uri: {{prefix: /a/b}}}}], {Route}}}, {{{Route}}}, {{{Route}}}]");

        Assert.Equal(["spec.http[1].match[0]", "spec.http[3]"], document.Warnings.Select(x => x.Field));
    }

    private static void Refuses(string apiVersion, string kind, string spec, string field, string reason)
    {
        var document = Read(apiVersion, kind, spec);

        Assert.Contains(document.Errors, x => x.Field == field && x.Reason.Contains(reason, StringComparison.Ordinal) && x.Line == 4);
        Assert.Null(document.Object);
    }

    private static ReadDocument Read(string apiVersion, string kind, string spec) =>
        Assert.Single(ConfigReader.Read("file.yaml", $"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {(spec.StartsWith('{') ? spec : $"{{{spec}}}")}\n"));
}
