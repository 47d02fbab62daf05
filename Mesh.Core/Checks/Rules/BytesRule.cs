using Google.Protobuf;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>Rules about bytes, in lengths only: the contracts use no others.</summary>
internal static class BytesRule
{
    public static Func<object, string?> Compile(BytesRules rules)
    {
        var others = rules.Clone();
        others.ClearLen();
        others.ClearMinLen();
        others.ClearMaxLen();
        others.ClearIgnoreEmpty();
        if (others.CalculateSize() > 0) throw new NotSupportedException($"bytes rules {others}");

        return value =>
        {
            var length = (ulong)((ByteString)value).Length;
            if (rules.IgnoreEmpty && length == 0) return null;
            if (rules.HasLen && length != rules.Len) return $"must be {rules.Len} bytes, are {length}";
            if (rules.HasMinLen && length < rules.MinLen) return rules.MinLen == 1 ? "must not be empty" : $"must be at least {rules.MinLen} bytes, are {length}";
            return rules.HasMaxLen && length > rules.MaxLen ? $"must be at most {rules.MaxLen} bytes, are {length}" : null;
        };
    }
}
