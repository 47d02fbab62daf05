using System.Globalization;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Runtime.Serialization;
using System.Text.Json;
using Akka.Actor;
using Akka.Serialization;
using Mesh.Actors.Log;
using Mesh.Core.Config;
using Mesh.Core.History;
using Mesh.Core.Values;

namespace Mesh.Persistence.Wire;

/// <summary>
/// Writes the records of the mesh log: JSON, the documents in it as they are, compressed as one. Objects of a mesh are much alike; a thousand take
/// a twentieth of their size. Fields may be added; what a newer release adds is passed over.
/// </summary>
public sealed class LogSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string RevisionManifest = "log/revision";
    private const string BaseManifest = "log/base";

    /// <summary>No record that we write comes near it; one that claims to be larger is not opened.</summary>
    private const int LargestRecord = 1 << 30;

    private static readonly JsonWriterOptions Trusting = new() { SkipValidation = true };

    /// <summary>Never changes.</summary>
    public override int Identifier => 4712;

    public override string Manifest(object o) => o switch
    {
        RevisionLogged => RevisionManifest,
        HistoryBase => BaseManifest,
        _ => throw new SerializationException($"{o.GetType()} is no record of the mesh log"),
    };

    public override byte[] ToBinary(object obj)
    {
        using var bytes = new MemoryStream();
        using (var compressed = new BrotliStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var json = new Utf8JsonWriter(compressed, Trusting))
        {
            if (obj is RevisionLogged logged) Write(json, logged.Revision);
            else Write(json, ((HistoryBase)obj).History);
        }
        return bytes.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var json = JsonDocument.Parse(Decompress(bytes), new() { MaxDepth = 1000 });
        return manifest switch
        {
            RevisionManifest => new RevisionLogged(ReadRevision(json.RootElement)),
            BaseManifest => new HistoryBase(ReadBase(json.RootElement)),
            _ => throw new SerializationException($"\"{manifest}\" is no record of this release's mesh log"),
        };
    }

    private static void Write(Utf8JsonWriter json, LoggedRevision revision)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", revision.Revision);
        json.WriteString("time", revision.Time);
        json.WriteString("source", revision.Source);
        json.WriteString("member", revision.Member);
        json.WriteStartArray("changes");
        foreach (var change in revision.Changes)
        {
            json.WriteStartObject();
            json.WriteString("object", change.Object);
            json.WriteString("kind", change.Kind.ToString());
            if (change.After is { } after) Write(json, after);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, MeshHistory history)
    {
        json.WriteStartObject();
        json.WriteNumber("revision", history.BaseRevision);
        json.WriteString("time", history.BaseTime);
        json.WriteStartArray("objects");
        foreach (var (name, document) in history.Base)
        {
            json.WriteStartObject();
            json.WriteString("object", name);
            Write(json, document);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LoggedDocument document)
    {
        json.WriteString("file", document.Source.File);
        json.WriteNumber("line", document.Source.Line);
        if (document.Json is not { } text) return;
        json.WritePropertyName("document");
        json.WriteRawValue(text.Span, skipInputValidation: true);
    }

    private static LoggedRevision ReadRevision(JsonElement json) => new(
        json.GetProperty("revision").GetInt64(),
        json.GetProperty("time").GetDateTimeOffset(),
        json.GetProperty("source").GetString()!,
        json.GetProperty("member").GetString()!,
        json.GetProperty("changes").EnumerateArray().Select(ReadChange).ToValueList());

    private static LoggedChange ReadChange(JsonElement json)
    {
        var kind = Enum.TryParse<LoggedKind>(json.GetProperty("kind").GetString(), out var known) ? known : LoggedKind.Changed;
        return new(json.GetProperty("object").GetString()!, kind, kind == LoggedKind.Removed ? null : ReadDocument(json));
    }

    private static MeshHistory ReadBase(JsonElement json) => MeshHistory.From(
        json.GetProperty("revision").GetInt64(),
        json.GetProperty("time").GetDateTimeOffset(),
        json.GetProperty("objects").EnumerateArray().Select(x => KeyValuePair.Create(x.GetProperty("object").GetString()!, ReadDocument(x))));

    private static LoggedDocument ReadDocument(JsonElement json)
    {
        var source = new ConfigSource(json.GetProperty("file").GetString()!, json.GetProperty("line").GetInt32());
        return json.TryGetProperty("document", out var document)
            ? LoggedDocument.Known(JsonMarshal.GetRawUtf8Value(document).ToArray(), source)
            : LoggedDocument.Hidden(source);
    }

    private static byte[] Decompress(byte[] bytes)
    {
        using var compressed = new BrotliStream(new MemoryStream(bytes, writable: false), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[64 << 10];
        try
        {
            while (compressed.Read(buffer) is var read and > 0)
            {
                if (plain.Length + read > LargestRecord) throw new SerializationException(string.Create(CultureInfo.InvariantCulture, $"a record of the mesh log is larger than {LargestRecord} bytes"));
                plain.Write(buffer, 0, read);
            }
        }
        catch (InvalidOperationException e)
        {
            throw new SerializationException("a record of the mesh log is broken", e);
        }
        return plain.ToArray();
    }
}
