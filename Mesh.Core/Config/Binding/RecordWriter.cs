using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

/// <summary>Writes records as the documents that they could have been read from; the inverse of <see cref="RecordBinder"/>. What is absent is left out.</summary>
internal static class RecordWriter
{
    private static readonly ConcurrentDictionary<Type, Action<Utf8JsonWriter, object>> ByType = new(new Dictionary<Type, Action<Utf8JsonWriter, object>>
    {
        [typeof(string)] = (to, x) => to.WriteStringValue((string)x),
        [typeof(bool)] = (to, x) => to.WriteBooleanValue((bool)x),
        [typeof(int)] = (to, x) => to.WriteNumberValue((int)x),
        [typeof(uint)] = (to, x) => to.WriteNumberValue((uint)x),
        [typeof(long)] = (to, x) => to.WriteNumberValue((long)x),
        [typeof(ulong)] = (to, x) => to.WriteNumberValue((ulong)x),
        [typeof(double)] = (to, x) => to.WriteNumberValue((double)x),
        [typeof(DateTimeOffset)] = (to, x) => to.WriteStringValue(((DateTimeOffset)x).ToString("O", CultureInfo.InvariantCulture)),
        [typeof(TimeSpan)] = (to, x) => to.WriteStringValue(GoDuration.Write((TimeSpan)x)),
        [typeof(JsonElement)] = (to, x) => ((JsonElement)x).WriteTo(to),
        [typeof(IntOrString)] = (to, x) => WriteEither(to, (IntOrString)x),
        [typeof(SecretBytes)] = (to, x) => to.WriteBase64StringValue(((SecretBytes)x).Bytes.Span),
        [typeof(SecretText)] = (to, x) => to.WriteStringValue(((SecretText)x).Value),
    });

    private static readonly MethodInfo MakeMapWriter = typeof(RecordWriter).GetMethod(nameof(MapWriter), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static void Write(Utf8JsonWriter to, object value) => Of(value.GetType())(to, value);

    /// <summary>The properties of a record inside an object that somebody else has begun.</summary>
    /// <param name="ofStatus">Those that documents have in their status, or all others.</param>
    public static void WriteFields(Utf8JsonWriter to, object record, bool ofStatus = false)
    {
        foreach (var field in Fields.Of(record.GetType()).All.Where(x => x.OfStatus == ofStatus)) field.Write(to, record);
    }

    /// <summary>The value of the property that documents have as their status; null when there is none.</summary>
    public static object? StatusOf(object record) => Fields.Of(record.GetType()).All.FirstOrDefault(x => x.OfStatus)?.Get(record);

    private static Action<Utf8JsonWriter, object> Of(Type type) => ByType.GetOrAdd(type, Make);

    private static Action<Utf8JsonWriter, object> Make(Type type)
    {
        if (type.IsEnum) return MakeEnum(type);
        if (!type.IsGenericType) return WriteRecord;
        if (type.GetGenericTypeDefinition() == typeof(ValueList<>)) return WriteList;
        return (Action<Utf8JsonWriter, object>)MakeMapWriter.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, null)!;
    }

    private static Action<Utf8JsonWriter, object> MakeEnum(Type type)
    {
        var names = type.GetFields(BindingFlags.Public | BindingFlags.Static).DistinctBy(x => x.GetValue(null)).ToDictionary(x => x.GetValue(null)!, EnumBinder.Name);
        return (to, x) => to.WriteStringValue(names[x]);
    }

    private static void WriteRecord(Utf8JsonWriter to, object record)
    {
        to.WriteStartObject();
        WriteFields(to, record);
        to.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter to, object list)
    {
        to.WriteStartArray();
        foreach (var item in (System.Collections.IEnumerable)list) Write(to, item!);
        to.WriteEndArray();
    }

    private static Action<Utf8JsonWriter, object> MapWriter<T>() where T : notnull => (to, map) =>
    {
        to.WriteStartObject();
        foreach (var (key, value) in (ValueMap<T>)map)
        {
            to.WritePropertyName(key);
            Write(to, value);
        }
        to.WriteEndObject();
    };

    private static void WriteEither(Utf8JsonWriter to, IntOrString value)
    {
        if (value.Number is { } number) to.WriteNumberValue(number);
        else to.WriteStringValue(value.Name);
    }

    /// <summary>What is looked up once for a record type.</summary>
    private sealed class Fields
    {
        private static readonly ConcurrentDictionary<Type, Fields> Known = [];

        private Fields(Type type) =>
            All = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(x => x.CanWrite).Select(x => new Field(x)).OrderBy(x => x.Name, StringComparer.Ordinal)];

        public IReadOnlyList<Field> All { get; }

        public static Fields Of(Type type) => Known.GetOrAdd(type, x => new(x));
    }

    private sealed class Field(PropertyInfo property)
    {
        public string Name { get; } = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];

        public bool OfStatus { get; } = property.IsDefined(typeof(FromStatusAttribute));

        public object? Get(object record) => property.GetValue(record);

        public void Write(Utf8JsonWriter to, object record)
        {
            if (Get(record) is not { } value) return;
            to.WritePropertyName(Name);
            RecordWriter.Write(to, value);
        }
    }
}
