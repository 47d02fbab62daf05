using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mesh.Tests.Golden;

/// <summary>
/// Rewrites canonical protobuf JSON so that equal meaning is equal text: numbers and durations by value, lists without an order sorted, keys sorted.
/// </summary>
internal static partial class JsonMeaning
{
    /// <summary>Fields whose order has no meaning to Envoy.</summary>
    private static readonly HashSet<string> Sets =
    [
        "virtualHosts", "domains", "filterChains", "endpoints", "lbEndpoints", "matchTypedSubjectAltNames", "ids", "rules",
        "headers", "serverNames", "applicationProtocols", "prefixRanges", "sourcePrefixRanges", "queryParameters",
        "requestHeadersToAdd", "requestHeadersToRemove", "responseHeadersToAdd", "responseHeadersToRemove",
        "retriableStatusCodes", "allowOriginStringMatch", "additionalAddresses", "ips",
    ];

    /// <summary>Fields that hold free text, where "080" is not 80.</summary>
    private static readonly HashSet<string> FreeText = ["exact", "prefix", "suffix", "value", "name", "inlineString"];

    /// <summary>Texts of this length or longer are identifiers rather than numbers.</summary>
    private const int LongestNumber = 15;

    public static bool IsSet(string field) => Sets.Contains(field);

    public static JsonNode? Of(JsonNode? value, string field = "") => value switch
    {
        JsonObject fields => new JsonObject(fields
            .OrderBy(x => x.Key, StringComparer.Ordinal)
            .Select(x => KeyValuePair.Create(x.Key, Of(x.Value, x.Key)))),
        JsonArray items => List(items, field),
        JsonValue scalar => Scalar(scalar, field),
        _ => null,
    };

    /// <summary>The text by which two rewritten values are compared.</summary>
    public static string Text(JsonNode? value) => value?.ToJsonString() ?? "null";

    private static JsonArray List(JsonArray items, string field)
    {
        var values = items.Select(x => Of(x)).ToArray();
        if (IsSet(field)) values = [.. values.OrderBy(Text, StringComparer.Ordinal)];
        return new JsonArray(values);
    }

    private static JsonNode Scalar(JsonValue value, string field) => value.GetValueKind() switch
    {
        JsonValueKind.Number => JsonValue.Create(value.GetValue<double>()),
        JsonValueKind.String => String(value.GetValue<string>(), field),
        _ => value.DeepClone(),
    };

    private static JsonValue String(string text, string field)
    {
        if (Duration().IsMatch(text))
        {
            return JsonValue.Create(Number(text.TrimEnd('\n', 's')).ToString("G6", CultureInfo.InvariantCulture) + "s");
        }
        if (Decimal().IsMatch(text) && text.Length <= LongestNumber && !FreeText.Contains(field)) return JsonValue.Create(Number(text));
        if (field == "retryOn") return JsonValue.Create(string.Join(',', text.Split(',').Order(StringComparer.Ordinal)));
        return JsonValue.Create(text);
    }

    private static double Number(string text) => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^-?\d+(\.\d+)?s$")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^-?\d+(\.\d+)?([eE][-+]?\d+)?$")]
    private static partial Regex Decimal();
}
