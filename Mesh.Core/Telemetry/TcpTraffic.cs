namespace Mesh.Core.Telemetry;

/// <summary>istio_tcp_connections_opened_total, istio_tcp_connections_closed_total, istio_tcp_sent_bytes_total, istio_tcp_received_bytes_total, in this order.</summary>
public sealed class TcpTraffic : IAggregation
{
    public const int Opened = 0;
    public const int Closed = 1;
    public const int Sent = 2;
    public const int Received = 3;

    public string Name => "tcp";

    public int Width => 4;

    public void Add(in Measures request, Span<long> sums)
    {
        sums[Opened] += request.Opened;
        sums[Closed] += request.Closed;
        sums[Sent] += request.Sent;
        sums[Received] += request.Received;
    }
}
