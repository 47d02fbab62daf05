using CsCheck;
using Istio.Mixer.V1;
using Mesh.Core.Mixer;
using Mesh.Core.Telemetry;
using Mesh.Tests.Core.Telemetry;

namespace Mesh.Tests.Core.Mixer;

public sealed class AttributeCodingTests
{
    [Theory]
    [InlineData(0, "source.ip")]
    [InlineData(15, "request.headers")]
    [InlineData(19, "request.method")]
    [InlineData(30, "response.code")]
    [InlineData(94, "'200'")]
    [InlineData(111, "'0'")]
    [InlineData(112, "'1'")]
    [InlineData(131, "context.protocol")]
    [InlineData(152, "destination.service")]
    [InlineData(174, "source.principal")]
    [InlineData(193, "destination.service.host")]
    [InlineData(201, "context.reporter.kind")]
    [InlineData(218, "\"-\"")]
    [InlineData(219, "inbound")]
    [InlineData(220, "outbound")]
    [InlineData(221, "context.proxy_version")]
    public void Words_have_the_numbers_that_clients_know(int number, string word)
    {
        Assert.Equal(word, GlobalDictionary.Words[number]);
        Assert.Equal(number, GlobalDictionary.NumberOf(word));
    }

    [Fact]
    public void The_dictionary_has_222_words_and_none_twice()
    {
        Assert.Equal(222, GlobalDictionary.Words.Count);
        Assert.Equal(222, GlobalDictionary.Words.Distinct().Count());
    }

    [Fact]
    public void What_is_encoded_is_read_as_it_was() => Gen.Dictionary(Gen.String[1, 8], Gen.OneOf(Gen.String.Select(x => (object)x), Gen.Long.Select(x => (object)x), Gen.Bool.Select(x => (object)x)))[0, 12].Sample(values =>
    {
        var read = AttributeCoding.Decode(AttributeCoding.Encode(new(values)), []);

        return read.Values.Count == values.Count && values.All(x => x.Value.Equals(read.Values[x.Key]));
    });

    [Fact]
    public void In_delta_encoding_each_set_is_the_one_before_with_changes()
    {
        var report = new ReportRequest { DefaultWords = { "reviews", "cart" } };
        report.Attributes.Add(new CompressedAttributes { Strings = { [193] = -1 }, Int64S = { [30] = 200 } });
        report.Attributes.Add(new CompressedAttributes { Int64S = { [30] = 503 } });
        report.Attributes.Add(new CompressedAttributes { Words = { "ratings" }, Strings = { [193] = -1, [3] = -2 } });

        var sets = AttributeCoding.Decode(report).ToList();

        Assert.Equal(["reviews", "reviews", "ratings"], sets.Select(x => x.Text("destination.service.host")));
        Assert.Equal([200L, 503L, 503L], sets.Select(x => x.Number("response.code")));
        Assert.Equal("cart", sets[2].Text("source.uid"));
    }

    [Fact]
    public void In_independent_encoding_each_set_stands_alone()
    {
        var report = new ReportRequest { RepeatedAttributesSemantics = ReportRequest.Types.RepeatedAttributesSemantics.IndependentEncoding };
        report.Attributes.Add(new CompressedAttributes { Int64S = { [30] = 200 } });
        report.Attributes.Add(new CompressedAttributes { Strings = { [131] = 93 } });

        var sets = AttributeCoding.Decode(report).ToList();

        Assert.Null(sets[1].Number("response.code"));
    }

    [Fact]
    public void A_number_without_a_word_is_refused()
    {
        Assert.Throws<FormatException>(() => AttributeCoding.Decode(new() { Strings = { [500] = 0 } }, []));
        Assert.Throws<FormatException>(() => AttributeCoding.Decode(new() { Strings = { [0] = -1 } }, []));
        Assert.Throws<FormatException>(() => AttributeCoding.Decode(new() { Strings = { [0] = int.MinValue } }, []));
    }

    [Fact]
    public void A_report_names_pods_and_the_mesh_knows_their_workloads()
    {
        var report = new AttributeBag(new Dictionary<string, object>
        {
            ["context.reporter.kind"] = "inbound",
            ["context.protocol"] = "http",
            ["connection.mtls"] = true,
            ["source.uid"] = "kubernetes://web-7d4b9c-xk2p4.shop",
            ["destination.ip"] = new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1 },
            ["destination.service.host"] = TrafficMesh.CartHost,
            ["response.code"] = 200L,
            ["response.duration"] = TimeSpan.FromMilliseconds(7),
            ["request.total_size"] = 90L,
            ["context.proxy_error_code"] = "\"-\"",
        });

        var read = MixerReportReader.Read(report, TrafficMesh.Now.Directory);

        var edge = read.Series.Edge;
        Assert.Equal(("web", "cart", "cart", "shop", ConnectionSecurity.MutualTls), (edge.Source.Workload, edge.Destination.Workload, edge.ServiceName, edge.ServiceNamespace, edge.Security));
        Assert.Equal(("200", "-"), (read.Series.Code, read.Series.Flags));
        Assert.Equal((1, 7_000, 90), (read.Measures.Requests, read.Measures.Duration, read.Measures.RequestBytes));
    }
}
