using System.Reflection;
using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Tests.Fixtures;

/// <summary>
/// Records of Istio's kinds with every field set at random, also to what validation would refuse: translators must stand it, since rules of validation
/// come and go. One seed gives one record.
/// </summary>
/// <param name="documents">Leaves out what no document can say: numbers that are none, spans that Go does not know.</param>
internal sealed class RandomRecords(int seed, bool documents = false)
{
    private const int Deepest = 8;

    private static readonly string[] Words =
    [
        "", "/", "*", "a", "b", "v1", "till", "desk", "till.shop.svc.cluster.local", "desk.shop.svc.cluster.local", "*.shop.svc.cluster.local", "*.test", "x.test",
        "UPPER.Test", "mesh", "shop/door", "door", "./door", ".", "~", "shop", "./*", "*/*", "~/*", "host", ":authority", "Host", ":path", "@request.auth.claims.x.y",
        "@request.auth.claims[a][b]", "@request.auth.claims[", "@request.auth.claims.", "not base64!", "AQID", "200,503,5xx", ",,", "[", "::1", "10.0.0.1", "10.0.0.0/8",
        "UNAVAILABLE", "HTTP", "HTTPS", "TCP", "TLS", "GRPC", "unix://@s", "é\u0000\u2028", "a.b.c.d", "svc", ".svc.", "x..svc.cluster.local",
    ];

    private static readonly MethodInfo ListMethod = typeof(RandomRecords).GetMethod(nameof(List), BindingFlags.NonPublic | BindingFlags.Instance)!;
    private static readonly MethodInfo MapMethod = typeof(RandomRecords).GetMethod(nameof(Map), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private readonly Random _random = new(seed);

    public ConfigObject<T> Object<T>(ConfigKind kind, string name, string @namespace) where T : class => new(
        kind,
        new(name, @namespace, ValueMap<string>.Empty, ValueMap<string>.Empty, DateTimeOffset.UnixEpoch.AddDays(_random.Next(3))),
        new("random.yaml", 1),
        (T)Record(typeof(T), 0));

    private object Record(Type type, int depth)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties().Where(x => x.CanWrite))
        {
            if (depth == 0 || _random.Next(10) < 5) property.SetValue(record, Value(property.PropertyType, depth + 1));
        }
        return record;
    }

    private object? Value(Type type, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string)) return Words[_random.Next(Words.Length)];
        if (type == typeof(bool)) return _random.Next(2) == 0;
        if (type == typeof(double)) return Pick(0.0, -1.0, 0.5, 100.0, documents ? 1e-9 : double.NaN, double.MaxValue);
        if (type == typeof(TimeSpan)) return Pick(TimeSpan.Zero, TimeSpan.FromSeconds(1.5), TimeSpan.FromTicks(-1), documents ? TimeSpan.FromDays(1e5) : TimeSpan.MaxValue, documents ? TimeSpan.FromTicks(1) : TimeSpan.MinValue);
        if (type == typeof(JsonElement)) return JsonDocument.Parse("""{"a": 1}""").RootElement;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(_random.Next(Enum.GetValues(type).Length));
        if (type.IsPrimitive) return Convert.ChangeType(Number(type), type, System.Globalization.CultureInfo.InvariantCulture);
        if (depth > Deepest) return null;
        if (!type.IsGenericType) return type.GetConstructor([]) is null ? null : Record(type, depth);
        var element = type.GetGenericArguments()[0];
        if (type.GetGenericTypeDefinition() == typeof(ValueList<>)) return ListMethod.MakeGenericMethod(element).Invoke(this, [depth]);
        return type.GetGenericTypeDefinition() == typeof(ValueMap<>) ? MapMethod.MakeGenericMethod(element).Invoke(this, [depth]) : null;
    }

    private object Number(Type type)
    {
        var number = Pick(0, 1, 2, 50, 80, 100, 301, 302, 418, 443, 503, 8080, 65535, int.MaxValue);
        return type == typeof(int) || type == typeof(long) ? (_random.Next(8) == 0 ? -number : number) : number;
    }

    private ValueList<T> List<T>(int depth) => Enumerable.Range(0, _random.Next(4)).Select(_ => Value(typeof(T), depth + 1)).Where(x => x is not null).Cast<T>().ToValueList();

    private ValueMap<T> Map<T>(int depth) => ValueMap<T>.From(
        Enumerable.Range(0, _random.Next(3)).Select(_ => (Key: Words[_random.Next(Words.Length)], Value: Value(typeof(T), depth + 1))).Where(x => x.Value is not null)
            .Select(x => KeyValuePair.Create(x.Key, (T)x.Value!)));

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];
}
