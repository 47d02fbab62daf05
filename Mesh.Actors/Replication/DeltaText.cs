using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Core.Config;

namespace Mesh.Actors.Replication;

/// <summary>A delta as JSON, objects in it as the documents that they could have been read from.</summary>
public static class DeltaText
{
    private const string Settings = "mesh";
    private const string Removed = "removed";
    private const string Applied = "applied";
    private const string File = "file";
    private const string Line = "line";
    private const string Document = "document";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(MeshDelta delta)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(text, Compact))
        {
            to.WriteStartObject();
            if (delta.Mesh is { } mesh)
            {
                to.WritePropertyName(Settings);
                ConfigDocument.WriteRecord(to, mesh);
            }
            to.WriteStartArray(Removed);
            foreach (var key in delta.Removed)
            {
                to.WriteStartArray();
                to.WriteStringValue(key.Kind.ToString());
                to.WriteStringValue(key.Namespace);
                to.WriteStringValue(key.Name);
                to.WriteEndArray();
            }
            to.WriteEndArray();
            to.WriteStartArray(Applied);
            foreach (var item in delta.Applied)
            {
                to.WriteStartObject();
                to.WriteString(File, item.Source.File);
                to.WriteNumber(Line, item.Source.Line);
                to.WritePropertyName(Document);
                ConfigDocument.Write(to, item);
                to.WriteEndObject();
            }
            to.WriteEndArray();
            to.WriteEndObject();
        }
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    /// <summary>Objects of kinds that this release does not know are left out: it could not serve them.</summary>
    /// <param name="unread">What was left out, and why.</param>
    /// <exception cref="JsonException">It is no delta at all.</exception>
    public static MeshDelta Read(string text, out IReadOnlyList<string> unread)
    {
        using var json = JsonDocument.Parse(text, new() { MaxDepth = 1000 });
        var root = json.RootElement;
        var left = new List<string>();
        var applied = new List<ConfigObject>();
        foreach (var item in root.GetProperty(Applied).EnumerateArray())
        {
            var source = new ConfigSource(item.GetProperty(File).GetString()!, item.GetProperty(Line).GetInt32());
            try
            {
                applied.Add(ConfigDocument.Read(item.GetProperty(Document), source));
            }
            catch (FormatException e)
            {
                left.Add($"{source}: {e.Message}");
            }
        }
        unread = left;
        return new(
            applied,
            [.. root.GetProperty(Removed).EnumerateArray().Where(x => Enum.TryParse<ConfigKind>(x[0].GetString(), out _)).Select(x => new ConfigKey(Enum.Parse<ConfigKind>(x[0].GetString()!), x[1].GetString()!, x[2].GetString()!))],
            root.TryGetProperty(Settings, out var mesh) ? ConfigDocument.ReadRecord<MeshConfig>(mesh) : null);
    }
}
