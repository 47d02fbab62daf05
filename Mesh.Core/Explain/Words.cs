using System.Globalization;
using System.Reflection;
using Envoy.Type.V3;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Explain;

/// <summary>Values as people read them.</summary>
internal static class Words
{
    public static string Time(Duration? duration)
    {
        if (duration is null) return "0s";
        var seconds = duration.Seconds + (duration.Nanos / 1e9);
        return seconds is > 0 and < 1 ? $"{(seconds * 1000).ToString("0.###", CultureInfo.InvariantCulture)}ms" : $"{seconds.ToString("0.###", CultureInfo.InvariantCulture)}s";
    }

    public static string Percent(double percent) => $"{percent.ToString("0.####", CultureInfo.InvariantCulture)}%";

    /// <returns>Percent; 0 for none.</returns>
    public static double Share(FractionalPercent? share) => share is null ? 0 : share.Denominator switch
    {
        FractionalPercent.Types.DenominatorType.TenThousand => share.Numerator / 100.0,
        FractionalPercent.Types.DenominatorType.Million => share.Numerator / 10_000.0,
        _ => share.Numerator,
    };

    /// <summary>A value of a protobuf enum by its own name: ROUND_ROBIN.</summary>
    public static string Name<T>(T value) where T : struct, System.Enum =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? value.ToString();

    public static string List(IEnumerable<string> items, int most = 6)
    {
        var all = items.ToList();
        return all.Count <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Count - most} more";
    }
}
