using System.Net;
using Mesh.Core.Mixer.Attributes;

namespace Mesh.Core.Mixer;

/// <summary>
/// Attributes of one request by name. Values are texts, whole numbers (long), doubles, bools, times, durations, bytes, and maps from text to text.
/// </summary>
public sealed class AttributeBag(IReadOnlyDictionary<string, object> values) : IAttributes
{
    public static readonly AttributeBag Empty = new(new Dictionary<string, object>());

    public IReadOnlyDictionary<string, object> Values { get; } = values;

    public string? Text(string name) => Values.GetValueOrDefault(name) as string;

    public long? Number(string name) => Values.GetValueOrDefault(name) is long number ? number : null;

    public bool? Flag(string name) => Values.GetValueOrDefault(name) is bool flag ? flag : null;

    public TimeSpan? Duration(string name) => Values.GetValueOrDefault(name) is TimeSpan duration ? duration : null;

    public byte[]? Bytes(string name) => Values.GetValueOrDefault(name) as byte[];

    public IReadOnlyDictionary<string, string>? Map(string name) => Values.GetValueOrDefault(name) as IReadOnlyDictionary<string, string>;

    /// <summary>Addresses travel as bytes.</summary>
    public object? Find(string name) => Values.GetValueOrDefault(name) switch
    {
        byte[] { Length: 4 or 16 } bytes when AttributeVocabulary.TypeOf(name) == AttributeType.IpAddress => Address(bytes),
        var value => value,
    };

    public string? Find(string map, string key) => Map(map)?.GetValueOrDefault(key);

    public IReadOnlyDictionary<string, string>? FindMap(string name) => Map(name);

    private static IPAddress Address(byte[] bytes) => new IPAddress(bytes) is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : new(bytes);
}
