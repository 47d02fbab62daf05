using System.Buffers;
using System.Text.Json;
using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config.Binding;

/// <summary>A map of free form (protobuf's Struct), kept as JSON.</summary>
internal sealed class JsonBinder : ValueBinder
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = YamlLimits.Depth + 2 };

    public override string Expected => "a map";

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not MappingNode) return Mismatch(node, context);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Write(writer, node, context);
        using var document = JsonDocument.Parse(buffer.WrittenMemory, Options);
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, ConfigNode node, BindContext context)
    {
        switch (node)
        {
            case MappingNode map:
                writer.WriteStartObject();
                foreach (var entry in map.Entries)
                {
                    entry.Taken = true;
                    writer.WritePropertyName(entry.Key);
                    Write(writer, entry.Value, context);
                }
                writer.WriteEndObject();
                break;
            case SequenceNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item, context);
                writer.WriteEndArray();
                break;
            case ScalarNode scalar:
                Write(writer, scalar, context);
                break;
        }
    }

    private static void Write(Utf8JsonWriter writer, ScalarNode scalar, BindContext context)
    {
        switch (scalar.Kind)
        {
            case ScalarKind.Null:
                writer.WriteNullValue();
                break;
            case ScalarKind.Bool:
                writer.WriteBooleanValue(YamlScalars.Boolean(scalar.Text) == true);
                break;
            case ScalarKind.Integer when YamlScalars.Integer(scalar.Text) is { } whole:
                writer.WriteRawValue(whole.ToString(System.Globalization.CultureInfo.InvariantCulture));
                break;
            case ScalarKind.Float when YamlScalars.Float(scalar.Text) is { } number && double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ScalarKind.Float:
                context.Refuse(scalar, $"JSON has no number {scalar.Text}");
                writer.WriteNullValue();
                break;
            default:
                writer.WriteStringValue(scalar.Text);
                break;
        }
    }
}
