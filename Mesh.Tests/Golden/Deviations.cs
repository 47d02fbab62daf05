using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mesh.Tests.Golden;

/// <summary>One place where we differ from istiod on purpose: a glob over paths such as <c>clusters/*/altStatName</c>, and why.</summary>
internal sealed record Deviation(string Path, string Reason);

/// <summary>Differences on purpose (docs/deviations.json). What lies at or under such a path is not compared.</summary>
internal sealed class Deviations
{
    public static readonly Deviations None = new([]);

    private readonly Regex[] _paths;

    public Deviations(IReadOnlyList<Deviation> rules)
    {
        Rules = rules;
        _paths = [.. rules.Select(x => Glob(x.Path))];
    }

    public IReadOnlyList<Deviation> Rules { get; }

    public static Deviations Read(string file) => !File.Exists(file)
        ? None
        : new(JsonSerializer.Deserialize<Deviation[]>(File.ReadAllText(file), JsonSerializerOptions.Web) ?? []);

    public JsonNode? Cut(JsonNode? value, string path) => _paths.Length == 0 ? value : value switch
    {
        JsonObject fields => new JsonObject(fields
            .Select(x => (x.Key, x.Value, Path: $"{path}/{x.Key}"))
            .Where(x => !Hit(x.Path))
            .Select(x => KeyValuePair.Create(x.Key, Cut(x.Value, x.Path)?.DeepClone()))),
        JsonArray items => new JsonArray([.. items
            .Select((x, i) => (Value: x, Path: $"{path}/{JsonDifferences.Label(x, i.ToString())}"))
            .Where(x => !Hit(x.Path))
            .Select(x => Cut(x.Value, x.Path)?.DeepClone())]),
        _ => value,
    };

    private bool Hit(string path) => _paths.Any(x => x.IsMatch(path));

    /// <summary>A shell's glob where <c>*</c> and <c>?</c> match a slash too, and <c>[…]</c> and <c>[!…]</c> name characters.</summary>
    private static Regex Glob(string glob)
    {
        var pattern = new StringBuilder(@"\A");
        for (var i = 0; i < glob.Length; i++)
        {
            var close = glob[i] == '[' ? glob.IndexOf(']', Math.Min(i + 2, glob.Length)) : -1;
            if (close > 0)
            {
                var inside = glob[(i + 1)..close].Replace(@"\", @"\\").Replace("[", @"\[");
                pattern.Append('[').Append(inside.StartsWith('!') ? "^" + inside[1..] : inside.Replace("^", @"\^")).Append(']');
                i = close;
            }
            else
            {
                pattern.Append(glob[i] switch { '*' => ".*", '?' => ".", var c => Regex.Escape(c.ToString()) });
            }
        }
        return new Regex(pattern.Append(@"\z").ToString(), RegexOptions.Singleline | RegexOptions.CultureInvariant);
    }
}
