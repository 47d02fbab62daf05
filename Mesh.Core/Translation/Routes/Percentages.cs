using Mesh.Core.Config;
using FractionalPercent = Envoy.Type.V3.FractionalPercent;

namespace Mesh.Core.Translation.Routes;

/// <summary>Percent → envoy.type.v3.FractionalPercent.</summary>
internal static class Percentages
{
    public static FractionalPercent Millionths(Percent percent) => new()
    {
        Numerator = (uint)((percent.Value ?? 0) * 10_000),
        Denominator = FractionalPercent.Types.DenominatorType.Million,
    };

    /// <param name="percent">Whole percents.</param>
    public static FractionalPercent Hundredths(uint percent) => new() { Numerator = percent, Denominator = FractionalPercent.Types.DenominatorType.Hundred };
}
