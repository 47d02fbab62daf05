using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Mesh.Bench.Fuzz;

/// <summary>
/// Ways to harm a document: drop, duplicate, swap, overflow, wrong types, strange text, deep nesting, and parts of other documents in places where such parts
/// belong, which is what stays valid most often and so gets deepest. One random source, one result.
/// </summary>
public sealed class YamlDamage
{
    private const int DeepNesting = 200;

    private static readonly string[] Extremes =
    [
        "", "0", "-1", "1", "65535", "65536", "4294967295", "4294967296", "2147483648", "-2147483649", "9223372036854775808", "1e308", "1e999", ".nan", ".inf", "0x10", "0777",
        "true", "no", "null", "~", "*", "*.*", "*.", ".", "..", "./x", "*/*", "~/*", "mesh", "a.b", "A.EXAMPLE", "xn--a.example", "-a", "a_b", "[::1]", "::", "0.0.0.0/0", "10.0.0.0/33",
        "256.1.1.1", "unix:///x", "unix://@x", "0s", "-1s", "1ns", "1h", "87600h", "1.5h", "315576000001s", "é", "\u0000", "\u202e", "🦆", "\uffff", "a b", "a\nb", "\"", "'", "%", "%2e%2e", "{{x}}", "%REQ(x)%",
        "(", "[a", "a{1001}", "(a*)*", "(?=x)", "\\", ".*", "^$", "GET", "HTTP", "HTTP2", "GRPC", "TLS", "TCP", "HTTPS", "MONGO", "UDP", "ISTIO_MUTUAL", "STRICT", "host", ":path", ":authority", "connection",
        "x-envoy-upstream-rq-timeout-ms", "outbound|80||x", "inbound|80||", "BlackHoleCluster", "virtualOutbound", "@request.auth.claims.x", "request.auth.claims[x]", "istio-system", "default",
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<string> _donors;
    private readonly Donations _donations;

    public YamlDamage(Random random, IReadOnlyList<string> donors, Donations donations)
    {
        _random = random;
        _donors = donors;
        _donations = donations;
    }

    /// <returns>The document after one to four blows.</returns>
    public string Strike(string document)
    {
        if (_random.Next(12) == 0) return Text(document);
        if (YamlTrees.Read(document) is not { } read) return document;
        var root = (YamlMappingNode)YamlTrees.Copy(read);
        for (var blows = 1 + _random.Next(4); blows > 0; blows--)
        {
            // What says which document it is, stays: without it nothing of the rest is looked at.
            var places = YamlTrees.Places(root).Where(x => !(ReferenceEquals(x.Holder, root) && x.Field is "apiVersion" or "kind" or "metadata" or "spec") && !(x.Parent == "metadata" && x.Field is "name" or "namespace")).ToList();
            if (places.Count == 0) break;
            Blow(places[_random.Next(places.Count)], places);
        }
        try
        {
            return YamlTrees.Write(root);
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException)
        {
            // A tree that can not be written, a key twice for example.
            return document;
        }
    }

    /// <summary>A document of another mesh, as it is.</summary>
    public string Stranger() => _donors[_random.Next(_donors.Count)];

    private void Blow(YamlTrees.Place place, List<YamlTrees.Place> places)
    {
        switch (_random.Next(14))
        {
            case 0 or 1:
                place.Drop();
                break;
            case 2 when place.Holder is YamlSequenceNode list:
                list.Children.Add(YamlTrees.Copy(place.Value));
                break;
            case 3:
                var other = places[_random.Next(places.Count)];
                var (one, two) = (YamlTrees.Copy(place.Value), YamlTrees.Copy(other.Value));
                place.Replace(two);
                other.Replace(one);
                break;
            case 4:
                place.Replace(new YamlScalarNode(_random.Next(2) == 0 ? new string('x', 1 << _random.Next(4, 17)) : new string('9', 40)));
                break;
            case 5:
                place.Replace(place.Value is YamlScalarNode ? new YamlMappingNode { { "a", "b" } } : new YamlScalarNode("x"));
                break;
            case 6:
                place.Replace(place.Value is YamlSequenceNode ? new YamlMappingNode() : new YamlSequenceNode(YamlTrees.Copy(place.Value), YamlTrees.Copy(place.Value)));
                break;
            case 7 when _random.Next(5) == 0:
                YamlNode nest = new YamlScalarNode("x");
                for (var i = 0; i < DeepNesting; i++) nest = new YamlMappingNode { { "a", nest } };
                place.Replace(nest);
                break;
            case 8 or 9 when place.Holder is YamlMappingNode map && _donations.Of(place.Parent, _random) is var (key, value):
                map.Children[new YamlScalarNode(key)] = YamlTrees.Copy(value);
                break;
            case 10 or 11 when _donations.ValueOf(place.Field, _random) is { } donated:
                place.Replace(YamlTrees.Copy(donated));
                break;
            default:
                if (place.Value is YamlScalarNode) place.Replace(new YamlScalarNode(Extremes[_random.Next(Extremes.Length)]) { Style = _random.Next(2) == 0 ? ScalarStyle.DoubleQuoted : ScalarStyle.Any });
                else place.Drop();
                break;
        }
    }

    private string Text(string document)
    {
        var at = _random.Next(document.Length + 1);
        var length = Math.Min(_random.Next(40), document.Length - at);
        return document.Remove(at, length).Insert(at, Extremes[_random.Next(Extremes.Length)]);
    }
}

/// <summary>Parts of all documents, by the field that they stand under.</summary>
public sealed class Donations
{
    private readonly Dictionary<string, List<(string Key, YamlNode Value)>> _entries = [];
    private readonly Dictionary<string, List<YamlNode>> _values = [];

    public Donations(IEnumerable<string> documents)
    {
        foreach (var root in documents.Select(YamlTrees.Read).OfType<YamlMappingNode>())
        {
            foreach (var place in YamlTrees.Places(root))
            {
                if (place.Holder is YamlMappingNode) Add(_entries, place.Parent, (place.Field, place.Value));
                Add(_values, place.Field, place.Value);
            }
        }
    }

    public (string Key, YamlNode Value)? Of(string parent, Random random) => _entries.TryGetValue(parent, out var list) ? list[random.Next(list.Count)] : null;

    public YamlNode? ValueOf(string field, Random random) => _values.TryGetValue(field, out var list) ? list[random.Next(list.Count)] : null;

    private static void Add<T>(Dictionary<string, List<T>> map, string key, T value)
    {
        if (!map.TryGetValue(key, out var list)) map[key] = list = [];
        list.Add(value);
    }
}
