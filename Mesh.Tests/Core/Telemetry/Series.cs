using Mesh.Core.Telemetry;

namespace Mesh.Tests.Core.Telemetry;

/// <summary>Series and sums as tests need them.</summary>
internal static class Series
{
    public static SeriesKey Of(
        string service,
        string source = "web",
        string destination = "cart",
        Reporter reporter = Reporter.Source,
        string code = "200",
        string protocol = "http",
        string security = ConnectionSecurity.Unknown,
        string flags = ResponseFlags.None) =>
        new(new(reporter, Peer(source), Peer(destination), service, service, "shop", protocol, security), protocol == "tcp" ? "" : code, flags, "");

    public static Peer Peer(string name) => name == "unknown" ? Mesh.Core.Telemetry.Peer.Unknown : new(name, "shop", $"spiffe://cluster.local/ns/shop/sa/{name}", name, "v1", name, "v1", "Kubernetes");

    public static Sums Requests(int count, double milliseconds = 20)
    {
        var sums = new Sums();
        for (var i = 0; i < count; i++) sums.Add(new Measures { Requests = 1, Duration = (long)(milliseconds * 1000), RequestBytes = 100, ResponseBytes = 1000 });
        return sums;
    }

    public static Sums Connections(int count, long bytes = 500)
    {
        var sums = new Sums();
        sums.Add(new Measures { Opened = count, Closed = count, Sent = bytes, Received = bytes });
        return sums;
    }
}
