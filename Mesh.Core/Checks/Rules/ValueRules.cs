using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Validate;
using Kind = Validate.FieldRules.TypeOneofCase;

namespace Mesh.Core.Checks.Rules;

/// <summary>Compiles the rules about one value (a number, a text, a duration, …) into one check.</summary>
internal static class ValueRules
{
    /// <returns>null when there is no rule about single values.</returns>
    /// <exception cref="NotSupportedException">A rule that this compiler does not know; a test compiles every rule of the contracts.</exception>
    public static Action<object, Findings>? Compile(FieldDescriptor field, FieldRules? rules)
    {
        var reason = rules?.TypeCase switch
        {
            null or Kind.None or Kind.Repeated or Kind.Map => null,
            Kind.String => StringRule.Compile(rules.String),
            Kind.Bytes => BytesRule.Compile(rules.Bytes),
            Kind.Bool => Bool(rules.Bool),
            Kind.Enum => Enum(field.EnumType, rules.Enum),
            Kind.Any => AnyOf(rules.Any),
            Kind.Duration => DurationRule.Compile(rules.Duration),
            Kind.Timestamp => rules.Timestamp.CalculateSize() == 0 || rules.Timestamp.Required ? null : throw Unknown(field, rules),
            _ => NumberRule.Compile((IMessage)FieldRules.Descriptor.FindFieldByNumber((int)rules.TypeCase).Accessor.GetValue(rules)),
        };
        return reason is null ? null : (value, findings) =>
        {
            if (reason(value) is { } wrong) findings.Add("", wrong);
        };
    }

    private static NotSupportedException Unknown(FieldDescriptor field, FieldRules rules) => new($"{field.FullName}: {rules}");

    private static Func<object, string?>? Bool(BoolRules rules) => rules.HasConst
        ? value => (bool)value == rules.Const ? null : $"must be {(rules.Const ? "true" : "false")}"
        : null;

    private static Func<object, string?> Enum(EnumDescriptor type, EnumRules rules) => value =>
    {
        var number = (int)value;
        if (rules.HasConst && number != rules.Const) return $"must be {Name(rules.Const)}, is {Name(number)}";
        if (rules.DefinedOnly && type.FindValueByNumber(number) is null) return $"{number} is no {type.Name}; allowed: {string.Join(", ", type.Values.Select(x => x.Name))}";
        if (rules.In.Count > 0 && !rules.In.Contains(number)) return $"must be one of {Names(rules.In)}, is {Name(number)}";
        return rules.NotIn.Contains(number) ? $"must be none of {Names(rules.NotIn)}, is {Name(number)}" : null;

        string Name(int x) => type.FindValueByNumber(x)?.Name ?? x.ToString();
        string Names(RepeatedField<int> xs) => string.Join(", ", xs.Select(Name));
    };

    private static Func<object, string?>? AnyOf(AnyRules rules) => rules.In.Count + rules.NotIn.Count == 0 ? null : value =>
    {
        var url = ((Any)value).TypeUrl;
        if (rules.In.Count > 0 && !rules.In.Contains(url)) return $"must hold one of {string.Join(", ", rules.In)}, holds {url}";
        return rules.NotIn.Contains(url) ? $"must not hold {url}" : null;
    };
}
