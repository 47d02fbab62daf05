namespace Mesh.Core.Telemetry.Graph;

/// <summary>How many requests ended in one way.</summary>
/// <param name="GrpcStatus">Empty when it is not gRPC.</param>
public sealed record ResponseCount(string Code, string Flags, string GrpcStatus, long Requests)
{
    public bool IsNoResponse => Code is "0" or "-";

    public bool IsClientError => Code is ['4', ..];

    public bool IsServerError => Code is ['5', ..];

    public bool IsGrpcError => GrpcStatus.Length > 0 && GrpcStatus != "0";
}

/// <summary>One workload calling another by one service and protocol, in a window of time: each request once, whoever told of it.</summary>
/// <param name="MutualTls">Requests or connections that the destination saw to be secured.</param>
/// <param name="Plaintext">Those that it saw not to be.</param>
public sealed record EdgeTraffic(
    Peer Source,
    Peer Destination,
    string Service,
    string ServiceName,
    string ServiceNamespace,
    string Protocol,
    Sums Sums,
    IReadOnlyList<ResponseCount> Responses,
    long MutualTls,
    long Plaintext)
{
    public bool IsTcp => Protocol == "tcp";

    public long Requests => Sums.Requests;

    /// <summary>No answer, a server's error, or, of gRPC, any status but OK.</summary>
    public long Errors => Responses.Where(x => x.IsNoResponse || x.IsServerError || x.IsGrpcError).Sum(x => x.Requests);

    /// <summary>0 to 1; null when nobody said.</summary>
    public double? MutualTlsShare => MutualTls + Plaintext == 0 ? null : (double)MutualTls / (MutualTls + Plaintext);

    /// <summary>Milliseconds; null when there was no request.</summary>
    public double? Latency(double share) => Histogram.Quantile(Sums.Of(Aggregations.Duration), share) is var found && double.IsNaN(found) ? null : found;

    /// <summary>Milliseconds.</summary>
    public double? MeanLatency => Requests == 0 ? null : Sums.Of(Aggregations.Duration)[^1] / 1000.0 / Requests;

    public long Tcp(int which) => Sums.Of(Aggregations.Tcp)[which];

    public static IReadOnlyList<EdgeTraffic> Of(TrafficWindow window)
    {
        var security = window.Series.Where(x => x.Series.Edge.Reporter == Reporter.Destination).ToLookup(x => Key.Of(x.Series.Edge).OfAnyService);
        return [.. window.Once().GroupBy(x => Key.Of(x.Series.Edge)).Select(x => Sum(x.Key, [.. x], security[x.Key.OfAnyService])).OrderBy(x => (x.Source.Namespace, x.Source.Workload, x.Service, x.Destination.Workload, x.Protocol))];
    }

    private static EdgeTraffic Sum(Key key, IReadOnlyList<SeriesTraffic> series, IEnumerable<SeriesTraffic> seen)
    {
        var sums = new Sums();
        foreach (var one in series) sums.Add(one.Sums);
        var responses = series.Where(x => !x.Series.IsTcp && x.Sums.Requests > 0)
            .GroupBy(x => (x.Series.Code, x.Series.Flags, x.Series.GrpcStatus))
            .Select(x => new ResponseCount(x.Key.Code, x.Key.Flags, x.Key.GrpcStatus, x.Sum(y => y.Sums.Requests)))
            .OrderBy(x => (x.Code, x.Flags, x.GrpcStatus));
        var (secured, plain) = (0L, 0L);
        foreach (var one in seen)
        {
            var count = one.Sums.Requests + one.Sums.Of(Aggregations.Tcp)[TcpTraffic.Opened];
            if (one.Series.Edge.Security == ConnectionSecurity.MutualTls) secured += count;
            else if (one.Series.Edge.Security == ConnectionSecurity.None) plain += count;
        }
        var edge = series[0].Series.Edge;
        return new(edge.Source, edge.Destination, key.Service, edge.ServiceName, edge.ServiceNamespace, key.Protocol, sums, [.. responses], secured, plain);
    }

    /// <summary>What both ends call alike: principals and clusters they may know differently.</summary>
    private readonly record struct Key(string SourceNamespace, string Source, string SourceVersion, string DestinationNamespace, string Destination, string DestinationVersion, string Service, string Protocol)
    {
        /// <summary>The destination may take the request for another service's, where several stand for one workload.</summary>
        public Key OfAnyService => this with { Service = "" };

        public static Key Of(EdgeKey edge) => new(
            edge.Source.Namespace, edge.Source.Workload, edge.Source.Version, edge.Destination.Namespace, edge.Destination.Workload, edge.Destination.Version, edge.Service, edge.Protocol);
    }
}
