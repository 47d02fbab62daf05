using System.Text.Json.Nodes;

namespace Mesh.Tests.Golden;

/// <summary>Each rule of compare.py, which is the referee.</summary>
public sealed class ConformanceComparerTests
{
    [Theory]
    [InlineData("""{"timeout":"5s"}""", """{"timeout":"5.000s"}""")]
    [InlineData("""{"timeout":"0.100s"}""", """{"timeout":"0.1s"}""")]
    [InlineData("""{"port":80}""", """{"port":80.0}""")]
    [InlineData("""{"limit":"4294967295"}""", """{"limit":4294967295}""")]
    [InlineData("""{"retryOn":"a,b"}""", """{"retryOn":"b,a"}""")]
    [InlineData("""{"domains":["a","b"]}""", """{"domains":["b","a"]}""")]
    [InlineData("""{"rules":[{"x":1},{"x":2}]}""", """{"rules":[{"x":2},{"x":1}]}""")]
    [InlineData("""{"virtualHosts":[{"name":"a"},{"name":"b"}]}""", """{"virtualHosts":[{"name":"b"},{"name":"a"}]}""")]
    [InlineData("""{"a":1,"b":{"c":1,"d":2}}""", """{"b":{"d":2,"c":1},"a":1}""")]
    public void These_mean_the_same(string expected, string actual) => Assert.Empty(Differences(expected, actual));

    [Theory]
    [InlineData("""{"timeout":"5s"}""", """{"timeout":"6s"}""", "k/r/timeout: \"5s\" expected, is \"6s\"")]
    [InlineData("""{"value":"080"}""", """{"value":"80"}""", "k/r/value: \"080\" expected, is \"80\"")]
    [InlineData("""{"id":"1234567890123456"}""", """{"id":1234567890123456}""", "k/r/id: \"1234567890123456\" expected, is 1234567890123456")]
    [InlineData("""{"alpn":["a","b"]}""", """{"alpn":["b","a"]}""", "k/r/alpn/0: \"a\" expected, is \"b\"")]
    [InlineData("""{"x":[1,2]}""", """{"x":[1]}""", "k/r/x: 2 expected, are 1")]
    [InlineData("""{"a":1}""", "{}", "k/r/a: missing, expected 1")]
    [InlineData("{}", """{"a":1}""", "k/r/a: not expected, is 1")]
    [InlineData("""{"httpFilters":[{"name":"a"},{"name":"b"}]}""", """{"httpFilters":[{"name":"b"},{"name":"a"}]}""", "k/r/httpFilters: order [a, b] expected, is [b, a]")]
    [InlineData("""{"httpFilters":[{"name":"a/b"}]}""", """{"httpFilters":[{"name":"c"}]}""", "k/r/httpFilters/a%b: missing")]
    [InlineData("""{"routes":[{"name":"a","x":1}]}""", """{"routes":[{"name":"a","x":2}]}""", "k/r/routes/a/x: 1 expected, is 2")]
    [InlineData("""{"routes":[{"key":"a","x":1}]}""", """{"routes":[{"key":"a","x":2}]}""", "k/r/routes/a/x: 1 expected, is 2")]
    [InlineData("""{"routes":[{"name":"a"},{"name":"a","x":1}]}""", """{"routes":[{"name":"a"},{"name":"a","x":2}]}""", "k/r/routes/1/x: 1 expected, is 2")]
    public void These_differ(string expected, string actual, string first) => Assert.Equal(first, Differences(expected, actual)[0]);

    [Fact]
    public void Resources_are_paired_by_name_then_cluster_name_then_type()
    {
        var expected = """{"x":[{"name":"a"},{"clusterName":"b"},{"@type":"t","v":1}],"none":null}""";

        var comparison = Compare(expected, """{"x":[{"@type":"t","v":2},{"clusterName":"b"},{"name":"c"}]}""");

        Assert.Equal(["x/a: missing", "x/c: not expected", "x/t/v: 1 expected, is 2"], comparison.Differences);
        Assert.Equal((1, 4), (comparison.Equal, comparison.Total));
    }

    [Theory]
    [InlineData("k/*/timeout")]
    [InlineData("k/r/time???")]
    [InlineData("*/[rs]/timeout")]
    [InlineData("k/[!s]/timeout")]
    [InlineData("k/r/*out")]
    public void What_lies_at_an_allowed_path_is_not_compared(string glob)
    {
        var allowed = new Deviations([new(glob, "on purpose")]);

        Assert.Empty(Differences("""{"timeout":{"a":1}}""", """{"timeout":{"a":2}}""", allowed));
    }

    [Fact]
    public void An_allowed_path_names_elements_of_lists()
    {
        var allowed = new Deviations([new("k/r/routes/b%c/*", "on purpose")]);

        Assert.Empty(Differences("""{"routes":[{"name":"b/c","x":1}]}""", """{"routes":[{"name":"b/c","x":2}]}""", new([new("k/r/routes/b%c", "")])));
        Assert.NotEmpty(Differences("""{"routes":[{"name":"a","x":1}]}""", """{"routes":[{"name":"a","x":2}]}""", allowed));
    }

    private static IReadOnlyList<string> Differences(string expected, string actual, Deviations? allowed = null) =>
        Compare(Resource(expected), Resource(actual), allowed).Differences;

    private static string Resource(string fields)
    {
        var json = JsonNode.Parse(fields)!.AsObject();
        json["name"] = "r";
        return $$"""{"k":[{{json.ToJsonString()}}]}""";
    }

    private static Comparison Compare(string expected, string actual, Deviations? allowed = null) =>
        ConformanceComparer.Compare(JsonNode.Parse(expected)!.AsObject(), JsonNode.Parse(actual)!.AsObject(), allowed);
}
