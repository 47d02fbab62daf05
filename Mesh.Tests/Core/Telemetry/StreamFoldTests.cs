using CsCheck;
using Envoy.Data.Accesslog.V3;
using Envoy.Service.Accesslog.V3;
using Google.Protobuf;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.AccessLog;

namespace Mesh.Tests.Core.Telemetry;

public sealed class StreamFoldTests
{
    [Fact]
    public void The_client_says_whom_it_called()
    {
        var (series, sums) = Assert.Single(Http(TrafficMesh.Web, TrafficMesh.Outgoing(), TrafficMesh.Outgoing(milliseconds: 400)));

        var edge = series.Edge;
        Assert.Equal((Reporter.Source, "http", ConnectionSecurity.Unknown), (edge.Reporter, edge.Protocol, edge.Security));
        Assert.Equal(new Peer("web", "shop", TrafficMesh.WebId, "web", "v1", "web", "v1", "Kubernetes"), edge.Source);
        Assert.Equal(new Peer("cart", "shop", TrafficMesh.CartId, "cart", "v2", "cart", "v2", "Kubernetes"), edge.Destination);
        Assert.Equal((TrafficMesh.CartHost, "cart", "shop"), (edge.Service, edge.ServiceName, edge.ServiceNamespace));
        Assert.Equal(("200", "-", ""), (series.Code, series.Flags, series.GrpcStatus));
        Assert.Equal(2, sums.Requests);
        Assert.Equal(412_000, sums.Of(Aggregations.Duration)[^1]);
        Assert.Equal(240, sums.Of(Aggregations.RequestBytes)[^1]);
        Assert.Equal(4_100, sums.Of(Aggregations.ResponseBytes)[^1]);
    }

    [Fact]
    public void The_server_says_who_called_and_whether_it_was_proven()
    {
        var proven = Assert.Single(Http(TrafficMesh.Cart, TrafficMesh.Incoming())).Key.Edge;
        var plain = Assert.Single(Http(TrafficMesh.Cart, TrafficMesh.Incoming(mutualTls: false))).Key.Edge;

        Assert.Equal((Reporter.Destination, ConnectionSecurity.MutualTls, "web", TrafficMesh.WebId), (proven.Reporter, proven.Security, proven.Source.Workload, proven.Source.Principal));
        Assert.Equal((TrafficMesh.CartHost, "cart"), (proven.Service, proven.Destination.Workload));
        Assert.Equal((ConnectionSecurity.None, "web"), (plain.Security, plain.Source.Workload));
    }

    [Fact]
    public void A_certificate_outweighs_an_address()
    {
        var edge = Assert.Single(Http(TrafficMesh.Cart, TrafficMesh.Incoming(from: "192.0.2.7"))).Key.Edge;

        Assert.Equal(("unknown", "shop", TrafficMesh.WebId), (edge.Source.Workload, edge.Source.Namespace, edge.Source.Principal));
    }

    [Fact]
    public void Who_is_not_of_the_mesh_is_unknown()
    {
        var edge = Assert.Single(Http(TrafficMesh.Cart, TrafficMesh.Incoming(mutualTls: false, from: "192.0.2.7"))).Key.Edge;

        Assert.Equal(Peer.Unknown, edge.Source);
    }

    [Fact]
    public void A_request_without_an_answer_keeps_its_reason()
    {
        var entry = TrafficMesh.Outgoing(code: 503);
        entry.CommonProperties.UpstreamRemoteAddress = null;
        entry.CommonProperties.ResponseFlags = new() { NoHealthyUpstream = true, UpstreamRetryLimitExceeded = true };

        var series = Assert.Single(Http(TrafficMesh.Web, entry)).Key;

        Assert.Equal(("503", "UH,URX"), (series.Code, series.Flags));
        Assert.Equal(TrafficMesh.CartHost, series.Edge.Service);
    }

    [Fact]
    public void GRPC_is_told_by_its_content_type_and_has_a_status()
    {
        var entry = TrafficMesh.Outgoing();
        entry.Request.RequestHeaders["content-type"] = "application/grpc+proto";
        entry.Response.ResponseTrailers["grpc-status"] = "14";

        var series = Assert.Single(Http(TrafficMesh.Web, entry)).Key;

        Assert.Equal(("grpc", "14"), (series.Edge.Protocol, series.GrpcStatus));
    }

    [Fact]
    public void What_is_unfinished_is_not_counted()
    {
        var entry = TrafficMesh.Outgoing();
        entry.CommonProperties.AccessLogType = AccessLogType.DownstreamPeriodic;

        Assert.Empty(Http(TrafficMesh.Web, entry));
    }

    [Fact]
    public void A_connection_is_opened_and_closed_once_however_often_it_is_told_of()
    {
        var quiet = Assert.Single(Tcp(TrafficMesh.Connection())).Value.Of(Aggregations.Tcp).ToArray();
        var chatty = Assert.Single(Tcp(
            TrafficMesh.Connection(AccessLogType.TcpUpstreamConnected), TrafficMesh.Connection(AccessLogType.TcpPeriodic), TrafficMesh.Connection(AccessLogType.TcpConnectionEnd))).Value.Of(Aggregations.Tcp).ToArray();

        Assert.Equal([1, 1, 300, 10], quiet);
        Assert.Equal(quiet, chatty);
    }

    [Fact]
    public void Names_are_bounded_and_what_is_beyond_is_counted_all_the_same()
    {
        var fold = TrafficMesh.Fold(TrafficMesh.Web, names: new(most: 1));

        fold.Http(Entries([TrafficMesh.Outgoing(), TrafficMesh.Outgoing(404), TrafficMesh.Outgoing(500)]), TrafficMesh.Now);

        var sums = Drained(fold);
        Assert.Equal(2, sums.Count);
        Assert.Equal(2, sums[SeriesKey.Overflow].Requests);
    }

    [Fact]
    public void What_was_handed_over_is_not_handed_over_again()
    {
        var fold = TrafficMesh.Fold(TrafficMesh.Web);
        fold.Http(Entries([TrafficMesh.Outgoing()]), TrafficMesh.Now);

        Assert.Single(Drained(fold));
        Assert.Empty(Drained(fold));
    }

    [Fact]
    public void What_is_no_message_is_refused_and_nothing_worse() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            try
            {
                TrafficMesh.Fold(TrafficMesh.Web).Http(bytes, TrafficMesh.Now);
                TrafficMesh.Fold(TrafficMesh.Web).Tcp(bytes, TrafficMesh.Now);
            }
            catch (FormatException)
            {
            }
        });

    [Fact]
    public void A_message_that_was_cut_or_changed_is_refused_and_nothing_worse()
    {
        var whole = Entries([TrafficMesh.Outgoing(), TrafficMesh.Incoming()]);

        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((cut, at, other) =>
        {
            var bytes = whole[..(cut + 1)];
            if (at < bytes.Length) bytes[at] = other;
            try
            {
                TrafficMesh.Fold(TrafficMesh.Cart).Http(bytes, TrafficMesh.Now);
            }
            catch (FormatException)
            {
            }
        });
    }

    private static Dictionary<SeriesKey, Sums> Http(ReporterInfo reporter, params HTTPAccessLogEntry[] entries)
    {
        var fold = TrafficMesh.Fold(reporter);
        fold.Http(Entries(entries), TrafficMesh.Now);
        return Drained(fold);
    }

    private static Dictionary<SeriesKey, Sums> Tcp(params TCPAccessLogEntry[] entries)
    {
        var fold = TrafficMesh.Fold(TrafficMesh.Web);
        fold.Tcp(new StreamAccessLogsMessage.Types.TCPAccessLogEntries { LogEntry = { entries } }.ToByteArray(), TrafficMesh.Now);
        return Drained(fold);
    }

    private static byte[] Entries(HTTPAccessLogEntry[] entries) => new StreamAccessLogsMessage.Types.HTTPAccessLogEntries { LogEntry = { entries } }.ToByteArray();

    private static Dictionary<SeriesKey, Sums> Drained(StreamFold fold)
    {
        var sums = new Dictionary<SeriesKey, Sums>();
        fold.Drain((series, some) => sums.Add(series, some.Copy()));
        return sums;
    }
}
