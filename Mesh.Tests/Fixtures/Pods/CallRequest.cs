namespace Mesh.Tests.Fixtures.Pods;

/// <summary>What an application is told to call.</summary>
/// <param name="Address">An IP address: there is no DNS in a pod.</param>
/// <param name="Host">The Host header; the address and port when null.</param>
public sealed record CallRequest(string Address, int Port, string? Host = null)
{
    public string Method { get; init; } = "GET";
    public string Path { get; init; } = "/";
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Requests to make in all.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How many of them at a time.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Whether requests share connections.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>The same with one header more.</summary>
    public CallRequest With(string header, string value) => this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };
}
