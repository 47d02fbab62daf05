using System.Text;
using Mesh.Core.Values;

namespace Mesh.Core.Explain.Requests;

/// <summary>Reads a request as people write one for curl: <c>GET http://reviews:9080/x -H 'end-user: jason'</c>; the method may be left out.</summary>
public static class RequestLine
{
    private const string Example = "GET http://reviews:9080/x -H 'end-user: jason'";

    private static readonly Dictionary<string, (RequestProtocol Protocol, int Port)> Schemes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["http"] = (RequestProtocol.Http, 80),
        ["https"] = (RequestProtocol.Https, 443),
        ["grpc"] = (RequestProtocol.Grpc, 80),
        ["tls"] = (RequestProtocol.Tls, 443),
        ["tcp"] = (RequestProtocol.Tcp, 0),
    };

    public static int DefaultPort(RequestProtocol protocol) => Schemes.Values.First(x => x.Protocol == protocol).Port;

    public static (MeshRequest? Request, ConfigError? Error) Parse(string text)
    {
        if (Words(text) is not { } words) return Wrong("has a quote that is not closed");
        var headers = new List<KeyValuePair<string, string>>();
        var (method, url) = ("", "");
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is "-H" or "--header")
            {
                if (i + 1 == words.Count || Header(words[i + 1]) is not { } header) return Wrong($"{words[i]} must be followed by NAME:VALUE");
                headers.Add(header);
                i++;
            }
            else if (words[i] is "-X" or "--request" && i + 1 < words.Count) method = words[++i];
            else if (words[i].StartsWith('-')) return Wrong($"{words[i]} is not known; -H and -X are");
            else if (words[i].Contains("://", StringComparison.Ordinal) && url.Length == 0) url = words[i];
            else if (method.Length == 0 && url.Length == 0 && words[i].All(char.IsAsciiLetter)) method = words[i];
            else return Wrong($"\"{words[i]}\" is neither a method nor a URL with a scheme");
        }
        return url.Length == 0 ? Wrong("names no URL") : Url(url, method, headers);
    }

    private static (MeshRequest?, ConfigError?) Url(string text, string method, List<KeyValuePair<string, string>> headers)
    {
        var scheme = text[..text.IndexOf("://", StringComparison.Ordinal)];
        if (!Schemes.TryGetValue(scheme, out var known)) return Wrong($"scheme {scheme} is not known; {string.Join(", ", Schemes.Keys)} are");
        var rest = text[(scheme.Length + 3)..];
        var end = rest.IndexOfAny(['/', '?', '#']);
        var (authority, path) = end < 0 ? (rest, "/") : (rest[..end], rest[end..]);
        if (!path.StartsWith('/')) path = "/" + path;
        var fragment = path.IndexOf('#', StringComparison.Ordinal);
        if (fragment >= 0) path = path[..fragment];
        if (Authority(authority, known.Port) is not var (host, port)) return Wrong($"\"{authority}\" is no host with a port");
        if (port == 0) return Wrong($"{scheme}://{authority} must say the port");
        if (known.Protocol == RequestProtocol.Grpc && !headers.Any(x => x.Key.Equals("content-type", StringComparison.OrdinalIgnoreCase))) headers.Add(new("content-type", "application/grpc"));
        if (method.Length == 0) method = known.Protocol == RequestProtocol.Grpc ? "POST" : "GET";
        return (new(known.Protocol, method.ToUpperInvariant(), host, port, path, headers), null);
    }

    private static (string Host, int Port)? Authority(string text, int defaultPort)
    {
        var close = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = text.IndexOf(':', close + 1);
        var host = close > 0 ? text[1..close] : colon < 0 ? text : text[..colon];
        if (host.Length == 0 || host.Any(char.IsWhiteSpace)) return null;
        if (colon < 0) return (host, defaultPort);
        return int.TryParse(text[(colon + 1)..], out var port) && port is > 0 and <= 65535 ? (host, port) : null;
    }

    private static KeyValuePair<string, string>? Header(string text)
    {
        var colon = text.IndexOf(':', 1);
        return colon < 0 ? null : new(text[..colon].Trim(), text[(colon + 1)..].Trim());
    }

    /// <returns>The words as a shell would split them; null when a quote is left open.</returns>
    private static List<string>? Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (quote, started) = ('\0', false);
        foreach (var c in text)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '\'' or '"') (quote, started) = (c, true);
            else if (!char.IsWhiteSpace(c)) word.Append(c);
            else if (word.Length > 0 || started)
            {
                words.Add(word.ToString());
                word.Clear();
                started = false;
            }
        }
        if (word.Length > 0 || started) words.Add(word.ToString());
        return quote == '\0' ? words : null;
    }

    private static (MeshRequest?, ConfigError?) Wrong(string reason) => (null, new("request", $"{reason}; write it as {Example}"));
}
