using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Tests.Core.Config;

public sealed class ConfigReaderTests
{
    private const string Head = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: reviews, namespace: shop, labels: {a: b}, creationTimestamp: 2024-05-01T12:00:00Z}

        """;

    [Fact]
    public void A_document_becomes_an_object_with_its_place()
    {
        var document = One("# a comment\n" + Head + """
            spec:
              hosts: [reviews]
              http:
              - route: [{destination: {host: reviews, subset: v1}, weight: 75}]
                timeout: 1m30s
            """);

        Assert.Empty(document.Errors);
        Assert.Equal(new ConfigKey(ConfigKind.VirtualService, "shop", "reviews"), document.Key);
        Assert.Equal(new ConfigSource("file.yaml", 2), document.Source);
        var read = Assert.IsType<ConfigObject<VirtualService>>(document.Object);
        Assert.Equal("b", read.Meta.Labels["a"]);
        Assert.Equal(2024, read.Meta.Created.Year);
        var route = Assert.Single(read.Spec.Http!);
        Assert.Equal(TimeSpan.FromSeconds(90), route.Timeout);
        Assert.Equal(75, route.Route![0].Weight);
        Assert.Null(route.Match);
    }

    [Fact]
    public void Every_error_is_told_with_its_line_and_field_and_with_what_is_allowed()
    {
        var document = One(Head + """
            spec:
              hosts: reviews
              http:
              - routes: []
                route:
                - destination: {host: reviews, port: {number: "80"}}
                  weight: 1.5
                timeout: 1d
              - retries: {attempts: 3000000000}
                corsPolicy: {unmatchedPreflights: FORWRD}
            """);

        Assert.Equal(
        [
            new ConfigError("spec.hosts", "must be a list, not \"reviews\"", 5),
            new ConfigError("spec.http[0].routes", "unknown field; did you mean route?; allowed: corsPolicy, delegate, directResponse, fault, headers, match, mirror, mirrorPercent, mirrorPercentage, mirrors, name, redirect, retries, rewrite, route, timeout", 7),
            new ConfigError("spec.http[0].route[0].destination.port.number", "must be a whole number from 0 to 4294967295, not \"80\"", 9),
            new ConfigError("spec.http[0].route[0].weight", "must be a whole number from -2147483648 to 2147483647, not the number 1.5", 10),
            new ConfigError("spec.http[0].timeout", "must be a duration such as 5s, 250ms or 1h30m, not \"1d\"", 11),
            new ConfigError("spec.http[1].retries.attempts", "must be a whole number from -2147483648 to 2147483647, not the number 3000000000", 12),
            new ConfigError("spec.http[1].corsPolicy.unmatchedPreflights", "unknown value \"FORWRD\"; did you mean FORWARD?; allowed: UNSPECIFIED, FORWARD, IGNORE", 13),
        ], document.Errors);
        Assert.Null(document.Object);
    }

    [Theory]
    [InlineData("on", true)]
    [InlineData("y", true)]
    [InlineData("No", false)]
    [InlineData("FALSE", false)]
    public void Booleans_are_those_of_YAML_1_1(string written, bool meant)
    {
        var document = One(Head + $"spec: {{hosts: [a], http: [{{route: [{{destination: {{host: a}}}}], match: [{{ignoreUriCase: {written}}}]}}]}}");

        Assert.Equal(meant, ((VirtualService)document.Object!.SpecObject).Http![0].Match![0].IgnoreUriCase);
    }

    [Fact]
    public void A_quoted_boolean_is_text_and_an_unquoted_one_is_none()
    {
        var document = One(Head + "spec: {hosts: [on], http: [{match: [{ignoreUriCase: \"on\"}]}]}");

        Assert.Equal(["spec.hosts[0]: must be text, not the boolean on; put it in quotes", "spec.http[0].match[0].ignoreUriCase: must be true or false, not \"on\""], document.Errors.Select(x => x.ToString()));
    }

    [Fact]
    public void A_null_is_refused_but_where_Istio_takes_it_for_not_set()
    {
        var document = One(Head + "spec: {hosts: null, http: [{mirror_percent: null, timeout: }]}");

        Assert.Equal(["spec.hosts", "spec.http[0].timeout"], document.Errors.Select(x => x.Field));
    }

    [Fact]
    public void A_key_that_stands_twice_is_an_error()
    {
        var document = One(Head + "spec:\n  hosts: [a]\n  hosts: [b]\n");

        Assert.Equal(new ConfigError("hosts", "the key \"hosts\" stands twice in one map, first in line 5", 6), Assert.Single(document.Errors));
    }

    [Fact]
    public void A_document_that_is_no_YAML_leaves_its_neighbours_alone()
    {
        const string entry = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: {name: reviews}\n";

        var documents = ConfigReader.Read("file.yaml", $"{entry}---\nkind: Gateway\nmetadata:\n  name: broken\n  bad: [\n---\n{entry.Replace("reviews", "ratings", StringComparison.Ordinal)}");

        Assert.Equal([true, false, true], documents.Select(x => x.Valid));
        Assert.Equal(("Gateway", "broken", 5), (documents[1].Kind, documents[1].Name, documents[1].Line));
        Assert.Equal("ratings", documents[2].Name);
    }

    [Fact]
    public void A_List_is_as_many_documents_as_it_has_items()
    {
        var documents = ConfigReader.Read("file.json", """
            {"apiVersion": "v1", "kind": "List", "items": [
            	{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 80, "targetPort": "http"}]}},
            	{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "b"}, "spec": {"ports": [{"port": "x"}]}}
            ]}
            """);

        Assert.Equal([2, 3], documents.Select(x => x.Line));
        Assert.Equal(new IntOrString("http"), ((ServiceSpec)documents[0].Object!.SpecObject).Ports![0].TargetPort);
        Assert.Equal("spec.ports[0].port", Assert.Single(documents[1].Errors).Field);
    }

    [Fact]
    public void What_we_do_not_model_is_skipped_in_Kubernetes_objects_and_refused_in_Istios()
    {
        const string rest = "metadata: {name: a, managedFields: [{x: y}], resourceVersion: \"1\"}\nspec: {brandNew: 1}\nstatus: {conditions: [1]}\nextra: 1\n";

        Assert.Empty(One("apiVersion: v1\nkind: Service\n" + rest).Errors);
        Assert.Equal(["spec.brandNew", "extra"], One("apiVersion: networking.istio.io/v1\nkind: Sidecar\n" + rest).Errors.Select(x => x.Field));
    }

    [Fact]
    public void A_kind_of_others_is_a_warning_and_a_version_that_Istio_does_not_serve_an_error()
    {
        var ingress = One("apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: a}\n");
        var old = One("apiVersion: networking.istio.io/v1alpha2\nkind: VirtualService\nmetadata: {name: a}\n");
        var misspelt = One("apiVersion: networking.istio.io/v1\nkind: VirtualServices\nmetadata: {name: a}\n");

        Assert.True(ingress.Valid);
        Assert.Null(ingress.Object);
        Assert.Equal("Ingress of networking.k8s.io is not a kind that ActorMesh reads; the document is left alone", Assert.Single(ingress.Warnings).Reason);
        Assert.Equal("version v1alpha2 of VirtualService is not served; served: networking.istio.io/v1, networking.istio.io/v1beta1, networking.istio.io/v1alpha3", Assert.Single(old.Errors).Reason);
        Assert.Contains("did you mean VirtualService?", Assert.Single(misspelt.Errors).Reason);
    }

    [Fact]
    public void A_status_is_read_where_it_carries_what_a_mesh_needs()
    {
        var service = One("apiVersion: v1\nkind: Service\nmetadata: {name: a, annotations: {note: }}\nstatus: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}\n");
        var entry = One("apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: a}\nspec: {hosts: [a.test], status: {}}\nstatus: {addresses: [{value: 240.240.0.1}]}\n");

        Assert.Equal("192.0.2.1", ((ServiceSpec)service.Object!.SpecObject).Status!.LoadBalancer!.Ingress![0].Ip);
        Assert.Equal("", service.Object.Meta.Annotations["note"]);
        Assert.Equal("spec.status", Assert.Single(entry.Errors).Field);
    }

    [Fact]
    public void The_layout_of_the_text_and_a_heartbeat_make_no_new_content()
    {
        var one = One("apiVersion: v1\nkind: Pod\nmetadata: {name: a, resourceVersion: \"1\"}\nstatus: {podIP: 10.0.0.1, message: x}\n");
        var other = One("{kind: Pod, apiVersion: v1, status: {message: y, podIP: '10.0.0.1'}, metadata: {resourceVersion: \"2\", name: a}}");
        var changed = One("{kind: Pod, apiVersion: v1, status: {podIP: '10.0.0.2'}, metadata: {name: a}}");

        Assert.Equal(one.Content, other.Content);
        Assert.NotEqual(one.Content, changed.Content);
    }

    [Theory]
    [InlineData("']'")]
    [InlineData("'\"]'")]
    [InlineData("'[\"'")]
    [InlineData("'a.b'")]
    public void A_key_of_any_characters_still_has_its_line(string key)
    {
        var document = One(Head + $"spec:\n  hosts: [a]\n  http:\n  - route: [{{destination: {{host: a}}}}]\n    match:\n    - queryParams:\n        {key}: {{prefix: ''}}\n");

        Assert.InRange(Assert.Single(document.Errors).Line, 8, 10);
    }

    [Fact]
    public void Anchors_and_merges_are_followed()
    {
        var document = One(Head + """
            spec:
              hosts: [a]
              http:
              - &base
                timeout: 5s
                route: [{destination: {host: a}}]
              - <<: *base
                timeout: 7s
            """);

        Assert.Equal([5, 7], ((VirtualService)document.Object!.SpecObject).Http!.Select(x => (int)x.Timeout!.Value.TotalSeconds));
    }

    [Fact]
    public void An_alias_bomb_is_refused()
    {
        var lines = Enumerable.Range(1, 12).Select(x => $"a{x}: &a{x} [{string.Join(", ", Enumerable.Repeat($"*a{x - 1}", 10))}]");

        var document = One($"a0: &a0 [x]\n{string.Join("\n", lines)}\n");

        Assert.Contains("aliases add more than 100000 values", Assert.Single(document.Errors).Reason);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    public void Endless_nesting_is_refused(string open)
    {
        var document = One($"a: {string.Concat(Enumerable.Repeat(open, 20_000))}");

        Assert.Single(document.Errors);
    }

    [Fact]
    public void A_Secret_shows_its_content_to_nobody()
    {
        var document = One("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {tls.key: aHVudGVyMg==}\nstringData: {password: hunter2}\n");

        var secret = (SecretObject)document.Object!.SpecObject;
        Assert.Equal("hunter2"u8.ToArray(), secret.Data!["tls.key"].Bytes.ToArray());
        Assert.DoesNotContain("hunter2", secret.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("aHVud", One("apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {tls.key: 'aHVudGVyMg=?'}\n").Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_without_a_name_or_kind_says_so()
    {
        Assert.Equal("metadata.name", Assert.Single(One("apiVersion: v1\nkind: Service\n").Errors).Field);
        Assert.Equal(["apiVersion", "kind"], One("a: b\n").Errors.Select(x => x.Field));
        Assert.Contains("must be a map", One("- a\n").Errors[0].Reason, StringComparison.Ordinal);
    }

    private static ReadDocument One(string text) => Assert.Single(ConfigReader.Read("file.yaml", text));
}
