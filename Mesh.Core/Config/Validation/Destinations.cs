using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Where routes send traffic, and in which shares.</summary>
internal static class Destinations
{
    public static void Destination(this Findings findings, string field, Destination? destination)
    {
        if (destination is null)
        {
            findings.Error(field, "is missing");
            return;
        }
        if (destination.Host == "*") findings.Error($"{field}.host", "* is no destination");
        else findings.WildcardDomain($"{field}.host", destination.Host);
        if (destination.Subset is { Length: > 0 } subset && !Dns.IsLabel(subset))
        {
            findings.Error($"{field}.subset", $"\"{subset}\" is not a subset's name: letters, digits and - inside");
        }
        if (destination.Port is { } port) findings.Port($"{field}.port.number", port.Number ?? 0);
    }

    public static void Weighted(this Findings findings, string field, ValueList<RouteDestination> route, bool isGenerated)
    {
        for (var i = 0; i < route.Count; i++)
        {
            if (!isGenerated || route[i].Destination is null) findings.Destination($"{field}[{i}].destination", route[i].Destination);
        }
        findings.Weights(field, [.. route.Select(x => x.Weight ?? 0)]);
    }

    /// <summary>Shares need not sum to 100, but to something. Istio adds in 32 bits, so an overflow to 0 is refused too.</summary>
    public static void Weights(this Findings findings, string field, IReadOnlyList<int> weights)
    {
        var total = 0;
        for (var i = 0; i < weights.Count; i++)
        {
            findings.NotNegative($"{field}[{i}].weight", weights[i]);
            total = unchecked(total + weights[i]);
        }
        if (weights.Count > 1 && total == 0) findings.Error(field, "the weights add up to 0, so no destination would get anything");
    }
}
