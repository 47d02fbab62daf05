using System.Net;
using Mesh.Core.Mixer;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Expressions;

namespace Mesh.Tests.Core.Mixer;

public sealed class ExpressionTests
{
    private static readonly AttributeBag Request = new(new Dictionary<string, object>
    {
        ["source.ip"] = IPAddress.Parse("10.1.2.3"),
        ["source.namespace"] = "shop",
        ["source.labels"] = new Dictionary<string, string> { ["app"] = "cart", ["version"] = "v2" },
        ["destination.port"] = 9080L,
        ["request.path"] = "/api/v1/products",
        ["request.headers"] = new Dictionary<string, string> { ["x-user"] = "ann" },
        ["connection.mtls"] = true,
        ["request.time"] = new DateTimeOffset(2019, 6, 1, 12, 0, 0, TimeSpan.Zero),
    });

    [Theory]
    [InlineData("""source.labels["app"] == "cart" """, true)]
    [InlineData("""source.labels["app"] == "cart" && source.labels["version"] == "v3" """, false)]
    [InlineData("""source.labels["tier"] | "none" == "none" """, true)]
    [InlineData("""source.labels["tier"] != "front" """, true)]
    [InlineData("""source.labels["tier"] == "front" """, false)]
    [InlineData("""(source.labels["tier"] | source.labels["app"] | "x") == "cart" """, true)]
    [InlineData("""match(request.path, "/api/*")""", true)]
    [InlineData("""match(request.path, "*/products")""", true)]
    [InlineData("""match(request.path, "/other*") || connection.mtls""", true)]
    [InlineData(""" "^/api/v[0-9]+/".matches(request.path) """, true)]
    [InlineData("""request.path.startsWith("/api") && !request.path.endsWith("/reviews")""", true)]
    [InlineData("""destination.port == 9080 && destination.port < 10000 && destination.port >= 9080""", true)]
    [InlineData("""source.ip == ip("10.1.2.3")""", true)]
    [InlineData("""source.ip == ip("not an address")""", false)]
    [InlineData("""request.time > timestamp("2019-05-31T00:00:00Z")""", true)]
    [InlineData("""toLower(request.headers["x-user"]) == `ann`""", true)]
    [InlineData("""request.size > 0""", false)]
    [InlineData("""destination.port == -1""", false)]
    [InlineData("""true || request.path == "/" && false""", true)]
    public void A_condition_holds_or_not(string text, bool expected)
    {
        var (expression, error) = Expression.Parse(text, "spec.match", AttributeType.Bool);

        Assert.Null(error);
        Assert.Equal(expected, expression!.IsTrue(Request));
    }

    [Theory]
    [InlineData("request.pth == \"/\"", "request.pth is no attribute; did you mean request.path?")]
    [InlineData("request.path == 7", "== compares values of one type, not String with Int64")]
    [InlineData("request.path", "must be a Bool, but request.path is a String")]
    [InlineData("request.path && true", "a condition is a Bool, not a String")]
    [InlineData("request.path[\"x\"] == \"\"", "request.path is a String and has no entries")]
    [InlineData("source.labels == source.labels", "a map is compared entry by entry")]
    [InlineData("connection.mtls < true", "Bool has no order")]
    [InlineData("request.path == \"open", "no closing quote")]
    [InlineData("request.path == #", "'#' means nothing")]
    [InlineData("(connection.mtls", "\")\" should stand where the end does")]
    [InlineData("connection.mtls true", "an operator or the end should stand where \"true\" does")]
    [InlineData("glob(request.path)", "glob is no function; there are")]
    [InlineData("match(request.path)", "match takes (String, String), not (String)")]
    [InlineData("\"a(\".matches(request.path)", "is not a regular expression")]
    [InlineData("request.path.matches(\"a\")", "matches is said of a constant pattern")]
    [InlineData("request.size | \"none\" == \"none\"", "both sides of | have one type")]
    [InlineData("", "a value should stand where the end does")]
    public void A_mistake_is_named(string text, string reason)
    {
        var (expression, error) = Expression.Parse(text, "spec.match", AttributeType.Bool);

        Assert.Null(expression);
        Assert.Equal("spec.match", error!.Field);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('(')]
    [InlineData('!')]
    public void Nesting_is_bounded(char opening)
    {
        var (_, error) = Expression.Parse(new string(opening, 1000) + "true", "spec.match");

        Assert.Contains("nested deeper", error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_looked_at_is_known_afterwards()
    {
        var (expression, _) = Expression.Parse("""source.labels["app"] == "cart" && (request.headers["x-group"] | request.path) == "/" """, "");
        var tracking = new TrackingAttributes(Request);

        expression!.IsTrue(tracking);

        Assert.Equal(
            [new("request.headers", "x-group"), new("request.path", null), new("source.labels", "app")],
            tracking.Looked.Keys);
        Assert.False(tracking.Looked[new("request.headers", "x-group")]);
    }
}
