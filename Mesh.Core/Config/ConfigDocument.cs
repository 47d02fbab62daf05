using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config;

/// <summary>
/// Objects as JSON documents, for whoever has to keep or send them. Equal objects make equal text. Reading back checks nothing again: it was
/// checked when it was taken, perhaps by another release, whose fields that we do not know are left out.
/// </summary>
public static class ConfigDocument
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static string Write(ConfigObject item)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var to = new Utf8JsonWriter(text, Compact)) Write(to, item);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public static void Write(Utf8JsonWriter to, ConfigObject item)
    {
        var info = ConfigKinds.Get(item.Kind);
        to.WriteStartObject();
        to.WriteString("apiVersion", info.ApiVersion);
        to.WriteString("kind", info.Name);
        to.WritePropertyName("metadata");
        WriteMeta(to, item.Meta);
        if (info.Body == ConfigBody.Whole)
        {
            RecordWriter.WriteFields(to, item.SpecObject);
        }
        else
        {
            to.WriteStartObject("spec");
            RecordWriter.WriteFields(to, item.SpecObject);
            to.WriteEndObject();
            if (RecordWriter.StatusOf(item.SpecObject) is { } status)
            {
                to.WritePropertyName("status");
                RecordWriter.Write(to, status);
            }
        }
        to.WriteEndObject();
    }

    /// <exception cref="FormatException">It is no document of a kind that we read.</exception>
    public static ConfigObject Read(string json, ConfigSource source)
    {
        using var document = JsonDocument.Parse(json, new() { MaxDepth = 1000 });
        return Read(document.RootElement, source);
    }

    /// <inheritdoc cref="Read(string, ConfigSource)"/>
    public static ConfigObject Read(JsonElement json, ConfigSource source)
    {
        var root = JsonNodes.Of(json, source.Line) as MappingNode ?? throw new FormatException("not an object");
        var apiVersion = Text(root, "apiVersion");
        var info = ConfigKinds.Find(apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "", Text(root, "kind"))
            ?? throw new FormatException($"{Text(root, "kind")} of {apiVersion} is no kind that is read here");
        var reader = KindReader.Of(info);
        var context = new BindContext(Strictness.Modelled);
        var meta = Bind<ObjectMetaFields>(root, "metadata", context) ?? new();
        var body = info.Body == ConfigBody.Whole ? root : root.Find("spec")?.Value;
        var spec = (body is null ? null : reader.Record.Bind(body, context)) ?? reader.Record.Create();
        if (root.Find("status") is { } status && info.Body == ConfigBody.SpecAndStatus) reader.Record.Status!.Bind(spec, status, context);
        if (context.Errors.Count > 0) throw new FormatException(string.Join("; ", context.Errors));
        return reader.Make(
            new(meta.Name ?? "", meta.Namespace ?? "", meta.Labels ?? Values.ValueMap<string>.Empty, meta.Annotations ?? Values.ValueMap<string>.Empty, meta.CreationTimestamp ?? DateTimeOffset.UnixEpoch),
            source,
            spec);
    }

    /// <summary>A record that is no object of its own: the mesh-wide settings.</summary>
    public static void WriteRecord(Utf8JsonWriter to, object record) => RecordWriter.Write(to, record);

    /// <exception cref="FormatException">It is no such record.</exception>
    public static T ReadRecord<T>(JsonElement json) where T : class
    {
        var context = new BindContext(Strictness.Modelled);
        var record = Binders.ForRecord(typeof(T)).Bind(JsonNodes.Of(json, 0), context) as T;
        return record is not null && context.Errors.Count == 0 ? record : throw new FormatException(string.Join("; ", context.Errors));
    }

    private static void WriteMeta(Utf8JsonWriter to, ConfigMeta meta) => RecordWriter.Write(to, new ObjectMetaFields
    {
        Name = meta.Name,
        Namespace = meta.Namespace.Length > 0 ? meta.Namespace : null,
        Labels = meta.Labels.Count > 0 ? meta.Labels : null,
        Annotations = meta.Annotations.Count > 0 ? meta.Annotations : null,
        CreationTimestamp = meta.Created != DateTimeOffset.UnixEpoch ? meta.Created : null,
    });

    private static T? Bind<T>(MappingNode root, string field, BindContext context) where T : class =>
        root.Find(field) is { } entry ? Binders.ForRecord(typeof(T)).Bind(entry.Value, context) as T : null;

    private static string Text(MappingNode root, string field) => root.Find(field)?.Value is ScalarNode scalar ? scalar.Text : throw new FormatException($"{field} is missing");
}
