using System.Collections.Frozen;
using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Expressions;
using Mesh.Core.Mixer.Handlers;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer;

/// <summary>An instance that was read: its template and the expressions that fill it.</summary>
/// <param name="Value">Of a listentry.</param>
/// <param name="Dimensions">Of a quota.</param>
internal sealed record InstanceTemplate(string Template, Expression? Value, ValueMap<Expression> Dimensions)
{
    private const string Params = "spec.params";

    private static readonly FrozenSet<string> Templates = FrozenSet.Create("checknothing", "listentry", "quota");

    public InstanceValues Evaluate(IAttributes attributes) => new(Value?.Evaluate(attributes));

    /// <summary>What is not known is an empty text: such requests share one quota.</summary>
    public ValueMap<string> EvaluateDimensions(IAttributes attributes) =>
        ValueMap<string>.From(Dimensions.Select(x => KeyValuePair.Create(x.Key, x.Value.Evaluate(attributes)?.ToString() ?? "")));

    /// <returns>Null when something is wrong: then the findings say what.</returns>
    public static InstanceTemplate? Read(MixerInstance spec, Findings findings)
    {
        if (spec.CompiledTemplate is not { } template || !Templates.Contains(template))
        {
            findings.Error("spec.compiledTemplate", $"must be one of {string.Join(", ", Templates.Order(StringComparer.Ordinal))}, not \"{spec.CompiledTemplate}\"");
            return null;
        }
        var before = findings.Errors.Count;
        var read = template switch
        {
            "listentry" => new(template, Single(spec.Params, findings), ValueMap<Expression>.Empty),
            "quota" => new(template, null, DimensionsOf(spec.Params, findings)),
            _ => new InstanceTemplate(template, null, ValueMap<Expression>.Empty),
        };
        return findings.Errors.Count == before ? read : null;
    }

    private static Expression? Single(JsonElement? settings, Findings findings)
    {
        var value = Parameters<ListEntryInstance>(settings, findings)?.Value;
        if (value is null)
        {
            findings.Error($"{Params}.value", "is missing: the expression to look up");
            return null;
        }
        return Parse(value, $"{Params}.value", findings);
    }

    private static ValueMap<Expression> DimensionsOf(JsonElement? settings, Findings findings)
    {
        var dimensions = Parameters<QuotaInstance>(settings, findings)?.Dimensions ?? ValueMap<string>.Empty;
        return ValueMap<Expression>.From(dimensions
            .Select(x => (x.Key, Value: Parse(x.Value, $"{Params}.dimensions.{x.Key}", findings)))
            .Where(x => x.Value is not null)
            .Select(x => KeyValuePair.Create(x.Key, x.Value!)));
    }

    private static Expression? Parse(string text, string field, Findings findings)
    {
        var (expression, error) = Expression.Parse(text, field);
        if (error is not null) findings.Error(error.Field, error.Reason);
        return expression;
    }

    private static T? Parameters<T>(JsonElement? settings, Findings findings) where T : class, new()
    {
        var reading = RecordReader.Read<T>(settings?.GetRawText() ?? "");
        foreach (var error in reading.Errors) findings.Error(error.Field.Length == 0 ? Params : $"{Params}.{error.Field}", error.Reason);
        return reading.Value;
    }

    private sealed record ListEntryInstance
    {
        public string? Value { get; init; }
    }

    private sealed record QuotaInstance
    {
        public ValueMap<string>? Dimensions { get; init; }
    }
}
