using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Policy = Envoy.Extensions.Filters.Http.Cors.V3.CorsPolicy;

namespace Mesh.Core.Translation.Routes;

/// <summary>CorsPolicy → typed_per_filter_config of envoy.filters.http.cors.</summary>
internal static class Cors
{
    public const string Filter = "envoy.filters.http.cors";

    public static Policy Translate(CorsPolicy cors)
    {
        var policy = new Policy
        {
            FilterEnabled = new() { DefaultValue = Percentages.Hundredths(100) },
            AllowCredentials = cors.AllowCredentials,
            AllowMethods = Join(cors.AllowMethods),
            AllowHeaders = Join(cors.AllowHeaders),
            ExposeHeaders = Join(cors.ExposeHeaders),
            ForwardNotMatchingPreflights = cors.UnmatchedPreflights != UnmatchedPreflights.Ignore,
        };
        if (cors.MaxAge is { } age) policy.MaxAge = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (cors.AllowOrigins is not null) policy.AllowOriginStringMatch.AddRange(cors.AllowOrigins.Where(x => !StringMatchers.IsPresence(x)).Select(StringMatchers.Translate));
        else policy.AllowOriginStringMatch.AddRange((cors.AllowOrigin ?? []).Select(x => StringMatchers.Translate(new() { Exact = x })));
        return policy;
    }

    private static string Join(ValueList<string>? values) => string.Join(',', values ?? []);
}
