using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;
using Mesh.Tests.Core.Translation.Clusters;

namespace Mesh.Tests.Core.Model;

public sealed class DiscoveryScopeTests
{
    [Fact]
    public void A_namespace_outside_is_as_if_it_were_not_there()
    {
        var mesh = Mesh(new LabelSelector { MatchLabels = Labels("mesh", "on") }, Namespace("shop", "mesh: \"on\"") + Namespace("other", "a: b"));

        Assert.Equal(["till"], mesh.Model.Services.All.Select(x => x.Name));
    }

    [Fact]
    public void One_selector_is_enough_and_a_namespace_s_own_name_is_a_label()
    {
        var mesh = Mesh(new LabelSelector { MatchExpressions = [new() { Key = "kubernetes.io/metadata.name", Operator = "In", Values = ["other"] }] }, "");

        Assert.Equal(["cart"], mesh.Model.Services.All.Select(x => x.Name));
    }

    [Fact]
    public void A_label_that_changes_brings_a_namespace_in()
    {
        var mesh = Mesh(new LabelSelector { MatchLabels = Labels("mesh", "on") }, Namespace("shop", "mesh: \"off\""));
        Assert.Empty(mesh.Model.Services.All);

        mesh.Apply(Namespace("shop", "mesh: \"on\""));

        Assert.Equal(["till"], mesh.Model.Services.All.Select(x => x.Name));
    }

    [Fact]
    public void What_a_change_does_not_touch_keeps_its_reference()
    {
        var mesh = Mesh(new LabelSelector(), "");
        var services = mesh.Model.Services;

        mesh.Apply("apiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: {name: till, namespace: shop}\nspec: {host: till}\n");

        Assert.Same(services, mesh.Model.Services);
    }

    [Theory]
    [InlineData("In", new[] { "a", "b" }, true)]
    [InlineData("In", new[] { "b" }, false)]
    [InlineData("NotIn", new[] { "b" }, true)]
    [InlineData("Exists", new string[0], true)]
    [InlineData("DoesNotExist", new string[0], false)]
    [InlineData("Near", new[] { "a" }, false)]
    public void Expressions_are_Kubernetes_s(string @operator, string[] values, bool selects)
    {
        var selector = new LabelSelector { MatchExpressions = [new() { Key = "k", Operator = @operator, Values = [.. values] }] };

        Assert.Equal(selects, LabelSelectors.Selects(selector, Labels("k", "a")));
    }

    private static ClusterFixture Mesh(LabelSelector selector, string more) =>
        new(ClusterFixture.Service("till", ["10.0.0.1"]) + ClusterFixture.Service("cart", ["10.0.0.2"]).Replace("namespace: shop", "namespace: other") + more, new MeshConfig { DiscoverySelectors = [selector] });

    private static string Namespace(string name, string labels) => $$"""
        apiVersion: v1
        kind: Namespace
        metadata: {name: {{name}}, labels: { {{labels}} } }
        ---

        """;

    private static ValueMap<string> Labels(string key, string value) => ValueMap<string>.From([KeyValuePair.Create(key, value)]);
}
