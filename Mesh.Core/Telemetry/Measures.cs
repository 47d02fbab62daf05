namespace Mesh.Core.Telemetry;

/// <summary>What is summed of one request, or of one connection.</summary>
public readonly record struct Measures
{
    /// <summary>1 for a request, 0 for a connection.</summary>
    public long Requests { get; init; }

    /// <summary>Microseconds from the first byte of the request to the last of the response.</summary>
    public long Duration { get; init; }

    /// <summary>Bytes, headers included.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Bytes, headers included.</summary>
    public long ResponseBytes { get; init; }

    public long Opened { get; init; }

    public long Closed { get; init; }

    /// <summary>Bytes to the client of a connection.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes from the client of a connection.</summary>
    public long Received { get; init; }
}

/// <summary>One request or connection, as an access log told of it.</summary>
public readonly record struct RequestObserved(SeriesKey Series, Measures Measures);
