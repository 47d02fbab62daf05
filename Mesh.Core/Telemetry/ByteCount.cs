namespace Mesh.Core.Telemetry;

/// <summary>istio_request_bytes.</summary>
public sealed class RequestBytes : IAggregation
{
    public string Name => "request-bytes";

    public int Width => Histogram.Width;

    public void Add(in Measures request, Span<long> sums)
    {
        if (request.Requests > 0) Histogram.Add(sums, request.RequestBytes, request.RequestBytes);
    }
}

/// <summary>istio_response_bytes.</summary>
public sealed class ResponseBytes : IAggregation
{
    public string Name => "response-bytes";

    public int Width => Histogram.Width;

    public void Add(in Measures request, Span<long> sums)
    {
        if (request.Requests > 0) Histogram.Add(sums, request.ResponseBytes, request.ResponseBytes);
    }
}
