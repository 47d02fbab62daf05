using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Mesh.Bench.Fuzz;

/// <summary>Documents as trees that may be changed and written again.</summary>
public static class YamlTrees
{
    /// <returns>null for a document that is no YAML or no map.</returns>
    public static YamlMappingNode? Read(string document)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(document));
            return stream.Documents.Count == 1 ? stream.Documents[0].RootNode as YamlMappingNode : null;
        }
        catch (Exception e) when (e is YamlException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    public static string Write(YamlNode root)
    {
        using var text = new StringWriter();
        new YamlStream(new YamlDocument(root)).Save(new Emitter(text, new EmitterSettings().WithMaxSimpleKeyLength(1024)), false);
        return text.ToString();
    }

    /// <summary>Every value with the map or list that holds it and the key under which lists and maps of its kind stand.</summary>
    public static IEnumerable<Place> Places(YamlNode root, string key = "")
    {
        switch (root)
        {
            case YamlMappingNode map:
                foreach (var (name, value) in map.Children.ToList())
                {
                    var text = (name as YamlScalarNode)?.Value ?? "";
                    yield return new(map, name, value, text, key);
                    foreach (var inner in Places(value, text)) yield return inner;
                }
                break;
            case YamlSequenceNode list:
                for (var i = 0; i < list.Children.Count; i++)
                {
                    yield return new(list, new YamlScalarNode($"{i}"), list.Children[i], key, key);
                    foreach (var inner in Places(list.Children[i], key)) yield return inner;
                }
                break;
        }
    }

    /// <summary>A copy that shares nothing.</summary>
    public static YamlNode Copy(YamlNode node) => node switch
    {
        YamlMappingNode map => new YamlMappingNode(map.Children.Select(x => KeyValuePair.Create(Copy(x.Key), Copy(x.Value)))) { Style = map.Style },
        YamlSequenceNode list => new YamlSequenceNode(list.Children.Select(Copy)) { Style = list.Style },
        YamlScalarNode scalar => new YamlScalarNode(scalar.Value) { Style = scalar.Style == ScalarStyle.Any ? ScalarStyle.Plain : scalar.Style, Tag = scalar.Tag },
        _ => new YamlScalarNode(""),
    };

    /// <param name="Holder">A map or a list.</param>
    /// <param name="Key">In it; the number of an item.</param>
    /// <param name="Field">The key that the value stands under, for an item that of its list.</param>
    /// <param name="Parent">The key that the holder stands under.</param>
    public sealed record Place(YamlNode Holder, YamlNode Key, YamlNode Value, string Field, string Parent)
    {
        public void Replace(YamlNode value)
        {
            if (Holder is YamlMappingNode map) map.Children[Key] = value;
            else ((YamlSequenceNode)Holder).Children[Index] = value;
        }

        public void Drop()
        {
            if (Holder is YamlMappingNode map) map.Children.Remove(Key);
            else if (Index < ((YamlSequenceNode)Holder).Children.Count) ((YamlSequenceNode)Holder).Children.RemoveAt(Index);
        }

        private int Index => int.Parse(((YamlScalarNode)Key).Value!, System.Globalization.CultureInfo.InvariantCulture);
    }
}
