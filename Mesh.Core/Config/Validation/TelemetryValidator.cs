using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class TelemetryValidator : KindValidator<TelemetryConfig>
{
    protected override void Validate(ConfigMeta meta, TelemetryConfig spec, Findings findings)
    {
        findings.Target(spec.Selector, spec.TargetRef, spec.TargetRefs);
        if (spec.Tracing?.Count > 1) findings.Warn("spec.tracing", "only the first is used");
        for (var i = 0; i < spec.Tracing?.Count; i++) Tracing($"spec.tracing[{i}]", spec.Tracing[i], findings);
        for (var i = 0; i < spec.Metrics?.Count; i++) Metrics($"spec.metrics[{i}]", spec.Metrics[i], findings);
        for (var i = 0; i < spec.AccessLogging?.Count; i++)
        {
            var field = $"spec.accessLogging[{i}]";
            Providers($"{field}.providers", spec.AccessLogging[i].Providers, findings);
            if (spec.AccessLogging[i].Filter is { } filter && CelSyntax.Problem(filter.Expression ?? "") is { } problem)
            {
                findings.Error($"{field}.filter.expression", $"is not CEL: {problem}");
            }
        }
    }

    private static void Tracing(string field, Tracing tracing, Findings findings)
    {
        Providers($"{field}.providers", tracing.Providers, findings);
        if (tracing.Providers?.Count > 1) findings.Warn($"{field}.providers", "only the first is used");
        if (tracing.RandomSamplingPercentage is < 0 or > 100) findings.Error($"{field}.randomSamplingPercentage", $"must be from 0 to 100, not {tracing.RandomSamplingPercentage}");
        foreach (var (name, tag) in tracing.CustomTags ?? ValueMap<TracingCustomTag>.Empty)
        {
            var at = $"{field}.customTags[\"{name}\"]";
            if (name.Length == 0) findings.Error(at, "a tag needs a name");
            findings.AtMostOne(at, ("literal", tag.Literal), ("environment", tag.Environment), ("header", tag.Header), ("formatter", tag.Formatter));
            if (tag.Literal is { } literal) findings.Required($"{at}.literal.value", literal.Value);
            if (tag.Environment is { } environment) findings.Required($"{at}.environment.name", environment.Name);
            if (tag.Header is { } header) findings.Required($"{at}.header.name", header.Name);
            if (tag.Formatter is { } formatter) findings.Required($"{at}.formatter.value", formatter.Value);
        }
    }

    private static void Metrics(string field, Metrics metrics, Findings findings)
    {
        Providers($"{field}.providers", metrics.Providers, findings);
        for (var i = 0; i < metrics.Overrides?.Count; i++)
        {
            var (at, change) = ($"{field}.overrides[{i}]", metrics.Overrides[i]);
            findings.AtMostOne($"{at}.match", ("metric", change.Match?.Metric), ("customMetric", change.Match?.CustomMetric));
            if (change.Match?.CustomMetric is "") findings.Error($"{at}.match.customMetric", "must not be empty");
            foreach (var (name, tag) in change.TagOverrides ?? ValueMap<TagOverride>.Empty)
            {
                var value = $"{at}.tagOverrides[\"{name}\"].value";
                if (tag.Operation == TagOverrideOperation.Remove && tag.Value is not null) findings.Error(value, "must be left out with operation REMOVE");
                else if (tag.Operation != TagOverrideOperation.Remove && tag.Value is null or "") findings.Error(value, "is missing; operation UPSERT needs it");
            }
        }
    }

    private static void Providers(string field, ValueList<ProviderRef>? providers, Findings findings)
    {
        for (var i = 0; i < providers?.Count; i++) findings.Required($"{field}[{i}].name", providers[i].Name);
    }
}
