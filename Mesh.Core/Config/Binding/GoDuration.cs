using System.Globalization;

namespace Mesh.Core.Config.Binding;

/// <summary>Go's spelling of a duration: 1h30m, 250ms, -1.5s, 0. Days and weeks it does not know.</summary>
public static class GoDuration
{
    public const string Example = "a duration such as 5s, 250ms or 1h30m";

    /// <summary>The longest that Go holds in its 64 bits of nanoseconds, a good 292 years.</summary>
    private const decimal MaxNanoseconds = long.MaxValue;

    /// <returns>Nanoseconds, or null when the text is no duration.</returns>
    public static long? ParseNanoseconds(string text)
    {
        var rest = text.AsSpan();
        var negative = rest is ['-', ..];
        if (rest is ['-' or '+', ..]) rest = rest[1..];
        if (rest.SequenceEqual("0")) return 0;
        if (rest.IsEmpty) return null;
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            if (Number(ref rest) is not { } number || Unit(ref rest) is not { } unit) return null;
            if (number > MaxNanoseconds / unit) return null;
            total += number * unit;
        }
        total = decimal.Truncate(total);
        if (total > MaxNanoseconds) return null;
        return (long)(negative ? -total : total);
    }

    /// <returns>The duration, rounded to TimeSpan's 100 ns but never to zero; null when the text is none.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (ParseNanoseconds(text) is not { } nanoseconds) return null;
        var ticks = nanoseconds / TimeSpan.NanosecondsPerTick;
        return new TimeSpan(ticks == 0 ? Math.Sign(nanoseconds) : ticks);
    }

    /// <summary>Reads back as the very same span, down to TimeSpan's 100 ns.</summary>
    public static string Write(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{(decimal)duration.Ticks / TimeSpan.TicksPerSecond:0.#######}s");

    private static decimal? Number(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAnyExcept(".0123456789");
        if (length is < 1 or > 28) return null;
        var written = rest[..length];
        rest = rest[length..];
        if (written.Count('.') > 1 || written.SequenceEqual(".")) return null;
        return decimal.TryParse(written, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static decimal? Unit(ref ReadOnlySpan<char> rest)
    {
        var length = rest.IndexOfAny(".0123456789");
        var unit = length < 0 ? rest : rest[..length];
        rest = length < 0 ? [] : rest[length..];
        return unit switch
        {
            "ns" => 1m,
            "us" or "µs" or "μs" => 1_000m,
            "ms" => 1_000_000m,
            "s" => 1_000_000_000m,
            "m" => 60_000_000_000m,
            "h" => 3_600_000_000_000m,
            _ => null,
        };
    }
}
