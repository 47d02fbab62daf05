using Google.Protobuf.WellKnownTypes;
using Istio.Mixer.V1;

namespace Mesh.Core.Mixer;

/// <summary>Mixer's coding of attributes by dictionary. Spec: istio.mixer.v1.CompressedAttributes.</summary>
public static class AttributeCoding
{
    /// <exception cref="FormatException">A number stands for no word.</exception>
    public static AttributeBag Decode(CompressedAttributes attributes, IReadOnlyList<string> sharedWords)
    {
        var values = new Dictionary<string, object>();
        DecodeInto(values, attributes, sharedWords);
        return new(values);
    }

    /// <summary>The sets of a report. In delta encoding each is the one before it with what it says itself laid over.</summary>
    /// <exception cref="FormatException">A number stands for no word.</exception>
    public static IEnumerable<AttributeBag> Decode(ReportRequest report)
    {
        var isDelta = report.RepeatedAttributesSemantics == ReportRequest.Types.RepeatedAttributesSemantics.DeltaEncoding;
        var values = new Dictionary<string, object>();
        foreach (var attributes in report.Attributes)
        {
            values = isDelta ? new(values) : [];
            DecodeInto(values, attributes, report.DefaultWords);
            yield return new(values);
        }
    }

    public static CompressedAttributes Encode(AttributeBag bag)
    {
        var words = new MessageWordWriter();
        var attributes = new CompressedAttributes();
        foreach (var (name, value) in bag.Values.OrderBy(x => x.Key, StringComparer.Ordinal))
        {
            var key = words.Number(name);
            switch (value)
            {
                case string text: attributes.Strings[key] = words.Number(text); break;
                case long number: attributes.Int64S[key] = number; break;
                case double number: attributes.Doubles[key] = number; break;
                case bool flag: attributes.Bools[key] = flag; break;
                case DateTimeOffset time: attributes.Timestamps[key] = time.ToTimestamp(); break;
                case TimeSpan duration: attributes.Durations[key] = duration.ToDuration(); break;
                case byte[] bytes: attributes.Bytes[key] = Google.Protobuf.ByteString.CopyFrom(bytes); break;
                case IReadOnlyDictionary<string, string> map: attributes.StringMaps[key] = Encode(map, words); break;
                default: throw new ArgumentException($"an attribute may not be a {value.GetType().Name}", nameof(bag));
            }
        }
        attributes.Words.Add(words.Own);
        return attributes;
    }

    private static StringMap Encode(IReadOnlyDictionary<string, string> map, MessageWordWriter words)
    {
        var encoded = new StringMap();
        foreach (var (key, value) in map.OrderBy(x => x.Key, StringComparer.Ordinal)) encoded.Entries[words.Number(key)] = words.Number(value);
        return encoded;
    }

    private static void DecodeInto(Dictionary<string, object> values, CompressedAttributes attributes, IReadOnlyList<string> sharedWords)
    {
        var words = new MessageWords(attributes.Words, sharedWords);
        foreach (var (key, value) in attributes.Strings) values[words.Word(key)] = words.Word(value);
        foreach (var (key, value) in attributes.Int64S) values[words.Word(key)] = value;
        foreach (var (key, value) in attributes.Doubles) values[words.Word(key)] = value;
        foreach (var (key, value) in attributes.Bools) values[words.Word(key)] = value;
        foreach (var (key, value) in attributes.Timestamps) values[words.Word(key)] = Time(value);
        foreach (var (key, value) in attributes.Durations) values[words.Word(key)] = Span(value);
        foreach (var (key, value) in attributes.Bytes) values[words.Word(key)] = value.ToByteArray();
        foreach (var (key, value) in attributes.StringMaps)
        {
            var map = new Dictionary<string, string>();
            foreach (var (entry, word) in value.Entries) map[words.Word(entry)] = words.Word(word);
            values[words.Word(key)] = map;
        }
    }

    private static DateTimeOffset Time(Timestamp time)
    {
        try
        {
            return time.ToDateTimeOffset();
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a time is none");
        }
    }

    private static TimeSpan Span(Duration duration)
    {
        try
        {
            return duration.ToTimeSpan();
        }
        catch (InvalidOperationException)
        {
            throw new FormatException("a duration is none");
        }
    }
}
