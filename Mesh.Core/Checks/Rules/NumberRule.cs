using System.Collections;
using System.Globalization;
using Google.Protobuf;

namespace Mesh.Core.Checks.Rules;

/// <summary>
/// Rules of the twelve kinds of numbers, which protobuf spells as twelve messages of the same fields (<c>const, lt, lte, gt, gte, in, not_in, ignore_empty</c>).
/// When the upper bound lies below the lower one the two mean "outside of the range".
/// </summary>
internal static class NumberRule
{
    public static Func<object, string?>? Compile(IMessage rules)
    {
        var (constant, lt, lte, gt, gte) = (One(rules, "const"), One(rules, "lt"), One(rules, "lte"), One(rules, "gt"), One(rules, "gte"));
        var (allowed, forbidden) = (Many(rules, "in"), Many(rules, "not_in"));
        var ignoreEmpty = rules.Descriptor.FindFieldByName("ignore_empty").Accessor.GetValue(rules) is true;
        var (low, high) = (gt ?? gte, lt ?? lte);
        var outside = low is not null && high is not null && Compare(high, low) < 0;
        if ((constant ?? low ?? high) is null && allowed.Count + forbidden.Count == 0) return null;

        var range = Range(lt, lte, gt, gte, outside);
        return value =>
        {
            if (ignoreEmpty && Convert.ToDouble(value, CultureInfo.InvariantCulture) == 0) return null;
            if (constant is not null && Compare(value, constant) != 0) return $"must be {Text(constant)}, is {Text(value)}";
            var above = low is null || Compare(value, low) is var l && (gt is null ? l >= 0 : l > 0);
            var below = high is null || Compare(value, high) is var h && (lt is null ? h <= 0 : h < 0);
            if (outside ? !above && !below : !above || !below) return $"must be {range}, is {Text(value)}";
            if (allowed.Count > 0 && !allowed.Contains(value)) return $"must be one of {string.Join(", ", allowed.Select(Text))}, is {Text(value)}";
            return forbidden.Contains(value) ? $"must not be {Text(value)}" : null;
        };
    }

    private static string Range(object? lt, object? lte, object? gt, object? gte, bool outside)
    {
        string?[] bounds =
        [
            gt is null ? null : $"greater than {Text(gt)}",
            gte is null ? null : $"at least {Text(gte)}",
            lt is null ? null : $"less than {Text(lt)}",
            lte is null ? null : $"at most {Text(lte)}",
        ];
        return string.Join(outside ? " or " : " and ", bounds.Where(x => x is not null));
    }

    private static int Compare(object left, object right) => ((IComparable)left).CompareTo(right);

    private static string Text(object value) => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);

    private static object? One(IMessage rules, string name)
    {
        var accessor = rules.Descriptor.FindFieldByName(name).Accessor;
        return accessor.HasValue(rules) ? accessor.GetValue(rules) : null;
    }

    private static List<object> Many(IMessage rules, string name) =>
        [.. ((IList)rules.Descriptor.FindFieldByName(name).Accessor.GetValue(rules)).Cast<object>()];
}
