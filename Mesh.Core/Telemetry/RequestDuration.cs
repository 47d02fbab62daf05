namespace Mesh.Core.Telemetry;

/// <summary>istio_request_duration_milliseconds. Buckets are in milliseconds, the sum in microseconds.</summary>
public sealed class RequestDuration : IAggregation
{
    public string Name => "duration";

    public int Width => Histogram.Width;

    public void Add(in Measures request, Span<long> sums)
    {
        if (request.Requests > 0) Histogram.Add(sums, request.Duration / 1000.0, request.Duration);
    }
}
