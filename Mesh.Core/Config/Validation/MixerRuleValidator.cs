using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Expressions;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class MixerRuleValidator : KindValidator<MixerRule>
{
    protected override void Validate(ConfigMeta meta, MixerRule spec, Findings findings)
    {
        if (spec.Match is { Length: > 0 } match && Expression.Parse(match, "spec.match", AttributeType.Bool).Error is { } error) findings.Error(error.Field, error.Reason);
        if (spec is { Actions: null or { Count: 0 }, RequestHeaderOperations: null, ResponseHeaderOperations: null }) findings.Error("spec.actions", "is missing: which handlers are asked");
        for (var i = 0; i < spec.Actions?.Count; i++)
        {
            findings.Required($"spec.actions[{i}].handler", spec.Actions[i].Handler);
            if (spec.Actions[i].Instances is null or { Count: 0 }) findings.Error($"spec.actions[{i}].instances", "is missing: what the handler is asked about");
        }
        Operations("spec.requestHeaderOperations", spec.RequestHeaderOperations, findings);
        Operations("spec.responseHeaderOperations", spec.ResponseHeaderOperations, findings);
        if (spec.Sampling is not null) findings.Warn("spec.sampling", "is for reports and not used");
    }

    private static void Operations(string field, ValueList<MixerHeaderOperation>? operations, Findings findings)
    {
        for (var i = 0; i < operations?.Count; i++)
        {
            findings.HeaderName($"{field}[{i}].name", operations[i].Name ?? "");
            var values = operations[i].Values ?? [];
            if (values.Count == 0 && operations[i].Operation != HeaderOperationKind.Remove) findings.Error($"{field}[{i}].values", "is missing");
            for (var j = 0; j < values.Count; j++)
            {
                if (Expression.Parse(values[j], $"{field}[{i}].values[{j}]", AttributeType.String).Error is { } error) findings.Error(error.Field, error.Reason);
            }
        }
    }
}
