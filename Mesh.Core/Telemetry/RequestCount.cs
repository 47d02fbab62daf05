namespace Mesh.Core.Telemetry;

/// <summary>istio_requests_total.</summary>
public sealed class RequestCount : IAggregation
{
    public string Name => "requests";

    public int Width => 1;

    public void Add(in Measures request, Span<long> sums) => sums[0] += request.Requests;
}
