using Mesh.Core.Explain.Requests;

namespace Mesh.Tests.Core.Explain;

public sealed class RequestLineTests
{
    [Theory]
    [InlineData("GET http://reviews:9080/x", "GET http://reviews:9080/x", "reviews:9080")]
    [InlineData("http://reviews", "GET http://reviews/", "reviews")]
    [InlineData("POST http://[::1]:8080?a=b#c", "POST http://[::1]:8080/?a=b", "[::1]:8080")]
    [InlineData("-X delete http://a/ -H 'Host: b.c'", "DELETE http://a/", "b.c")]
    [InlineData("grpc://a:90/p.S/M", "POST grpc://a:90/p.S/M", "a:90")]
    [InlineData("tcp://db:5432", "tcp://db:5432", "db:5432")]
    [InlineData("https://a", "GET https://a/", "a")]
    public void A_request_is_read_as_curl_would(string written, string read, string authority)
    {
        var (request, error) = RequestLine.Parse(written);

        Assert.Null(error);
        Assert.Equal((read, authority), (request!.ToString(), request.Authority));
    }

    [Fact]
    public void Headers_keep_their_quotes_out()
    {
        var (request, _) = RequestLine.Parse("""GET http://a/ -H 'x: y z' --header "q:'r'" """);

        Assert.Equal([new("x", "y z"), new("q", "'r'")], request!.Headers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET reviews/x")]
    [InlineData("GET http://a -H")]
    [InlineData("GET http://a -H novalue")]
    [InlineData("GET http://a:99999/")]
    [InlineData("GET http:///x")]
    [InlineData("GET 'http://a")]
    [InlineData("GET http://a -k")]
    public void What_is_no_request_is_told_with_an_example(string written) => Assert.Contains("write it as GET http://", RequestLine.Parse(written).Error!.Reason);
}
