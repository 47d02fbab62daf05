using System.Text.Json.Nodes;
using Mesh.Core.Checks;
using Mesh.Core.Xds;

namespace Mesh.Tests.Core.Checks;

/// <summary>What Envoy refuses by code we refuse before it, and Envoy itself is asked whether that is so.</summary>
public sealed class InvariantTests
{
    /// <summary>
    /// Where we are stricter than Envoy: statistics of two virtual hosts of one name can not be told apart, and weights beyond 32 bits wrap around.
    /// </summary>
    private static readonly string[] Stricter = ["a name twice", "weights beyond 32 bits"];

    public static TheoryData<string> Names => [.. Refusals.All.Select(x => x.Name)];

    public static TheoryData<string> NamesForEnvoy => [.. Refusals.All.Select(x => x.Name).Except(Stricter)];

    [Theory]
    [MemberData(nameof(Names))]
    public void We_refuse_it_and_name_the_field(string name)
    {
        var refusal = Refusals.Called(name);

        var errors = ResourceCheck.Check(Refusals.Message(refusal));

        Assert.Equal([refusal.Field], errors.Select(x => x.Field));
    }

    [Theory]
    [MemberData(nameof(NamesForEnvoy))]
    public async Task Envoy_refuses_it(string name)
    {
        EnvoyValidation.Demand();
        var refusal = Refusals.Called(name);
        var resource = JsonNode.Parse(refusal.Kind == "routes" ? Refusals.Http(refusal.Json) : refusal.Json)!;
        JsonNode[] clusters = refusal.Kind == "cluster" ? [resource] : [];
        JsonNode[] listeners = refusal.Kind == "cluster" ? [] : [resource];

        var words = await EnvoyValidation.Refuses(clusters, listeners);

        Assert.NotNull(words);
    }

    [Fact]
    public void What_stands_beside_them_is_right()
    {
        var good = EnvoyTypes.Parser.Parse<Envoy.Config.Listener.V3.Listener>(Refusals.Http(
            """
            {"virtualHosts":[{"name":"a","domains":["*"],"requestHeadersToAdd":[{"header":{"key":"x","value":"100%% of %REQ(:authority)%"}}],"routes":[
            {"match":{"safeRegex":{"regex":"/(a|b)+"}},"route":{"cluster":"here"}}]}]}
            """));

        Assert.Empty(ResourceCheck.Check(good));
    }
}
