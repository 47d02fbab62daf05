using Google.Protobuf.WellKnownTypes;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>Rules about a <c>google.protobuf.Duration</c>.</summary>
internal static class DurationRule
{
    public static Func<object, string?>? Compile(DurationRules rules)
    {
        if (rules.In.Count + rules.NotIn.Count > 0) throw new NotSupportedException($"duration rules {rules}");
        if ((rules.Const ?? rules.Lt ?? rules.Lte ?? rules.Gt ?? rules.Gte) is null) return null;
        return value =>
        {
            var duration = (Duration)value;
            if (rules.Const is { } constant && Compare(duration, constant) != 0) return $"must be {Text(constant)}, is {Text(duration)}";
            if (rules.Gt is { } gt && Compare(duration, gt) <= 0) return $"must be longer than {Text(gt)}, is {Text(duration)}";
            if (rules.Gte is { } gte && Compare(duration, gte) < 0) return $"must be at least {Text(gte)}, is {Text(duration)}";
            if (rules.Lt is { } lt && Compare(duration, lt) >= 0) return $"must be shorter than {Text(lt)}, is {Text(duration)}";
            return rules.Lte is { } lte && Compare(duration, lte) > 0 ? $"must be at most {Text(lte)}, is {Text(duration)}" : null;
        };
    }

    private static int Compare(Duration left, Duration right)
    {
        var bySeconds = left.Seconds.CompareTo(right.Seconds);
        return bySeconds != 0 ? bySeconds : left.Nanos.CompareTo(right.Nanos);
    }

    private static string Text(Duration duration) => FormattableString.Invariant($"{duration.Seconds + (decimal)duration.Nanos / 1_000_000_000:0.#########}s");
}
