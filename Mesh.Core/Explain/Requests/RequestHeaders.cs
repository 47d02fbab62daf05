using Mesh.Core.Explain.Matching;

namespace Mesh.Core.Explain.Requests;

/// <summary>A request's headers as Envoy sees them: lower-case names, the pseudo headers of HTTP/2 among them, several values of a name joined.</summary>
public sealed class RequestHeaders
{
    private readonly Dictionary<string, string> _values = [];

    /// <param name="path">As the connection manager has normalized it.</param>
    public RequestHeaders(MeshRequest request, string authority, string path)
    {
        _values[":method"] = request.Method;
        _values[":scheme"] = request.Protocol == RequestProtocol.Https ? "https" : "http";
        _values[":authority"] = authority;
        _values[":path"] = path;
        foreach (var (name, value) in request.Headers)
        {
            var key = name.ToLowerInvariant();
            if (key != "host") _values[key] = _values.TryGetValue(key, out var before) ? $"{before},{value}" : value;
        }
        RemoveHopByHop();
    }

    public string Method => _values[":method"];

    public string Authority => _values[":authority"];

    /// <summary>With its query.</summary>
    public string Path => _values[":path"];

    public string PathWithoutQuery => Paths.WithoutQuery(Path);

    /// <returns>null when the request has no such header.</returns>
    public string? Find(string name)
    {
        var key = name.ToLowerInvariant();
        return _values.GetValueOrDefault(key == "host" ? ":authority" : key);
    }

    /// <summary>What is between two neighbours alone, Envoy takes away before it looks at a request.</summary>
    private void RemoveHopByHop()
    {
        var upgrades = Find("connection")?.Split(',', StringSplitOptions.TrimEntries).Contains("upgrade", StringComparer.OrdinalIgnoreCase) == true && Find("upgrade") is not null;
        if (!upgrades)
        {
            _values.Remove("connection");
            _values.Remove("upgrade");
        }
        foreach (var name in (ReadOnlySpan<string>)["keep-alive", "proxy-connection", "transfer-encoding"]) _values.Remove(name);
        if (Find("te") is { } te && !te.Contains("trailers", StringComparison.OrdinalIgnoreCase)) _values.Remove("te");
    }

    public string? Cookie(string name) => (Find("cookie") ?? "")
        .Split(';', StringSplitOptions.TrimEntries)
        .Where(x => x.StartsWith(name + "=", StringComparison.Ordinal))
        .Select(x => x[(name.Length + 1)..].Trim('"'))
        .FirstOrDefault();
}
