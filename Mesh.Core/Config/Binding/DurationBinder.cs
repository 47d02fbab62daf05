using Mesh.Core.Config.Yaml;

namespace Mesh.Core.Config.Binding;

/// <param name="rule">Which durations a field takes where Istio's schema is in force.</param>
internal sealed class DurationBinder(DurationRule rule) : ValueBinder
{
    private const long Millisecond = 1_000_000;

    public override string Expected => GoDuration.Example;

    public override object? Bind(ConfigNode node, BindContext context)
    {
        if (node is not ScalarNode { Kind: ScalarKind.Text or ScalarKind.Integer } scalar || (scalar.Kind == ScalarKind.Integer && scalar.Text != "0"))
        {
            return Mismatch(node, context);
        }
        if (scalar.Kind == ScalarKind.Integer && context.Strictness == Strictness.Schema) return Mismatch(node, context);
        if (GoDuration.ParseNanoseconds(scalar.Text) is not { } nanoseconds) return Mismatch(node, context);
        if (context.Strictness == Strictness.Schema && rule != DurationRule.Any)
        {
            if (nanoseconds < Millisecond) context.Refuse(node, $"must be at least 1ms, not {scalar.Text}");
            else if (rule == DurationRule.WholeMilliseconds && nanoseconds % Millisecond != 0) context.Refuse(node, $"must be whole milliseconds, not {scalar.Text}");
        }
        return GoDuration.Parse(scalar.Text);
    }
}
