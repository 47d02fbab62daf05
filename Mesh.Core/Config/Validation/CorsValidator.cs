namespace Mesh.Core.Config.Validation;

internal static class CorsValidator
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "CONNECT", "OPTIONS", "TRACE", "*"];

    public static void Validate(string field, CorsPolicy cors, Findings findings)
    {
        for (var i = 0; i < cors.AllowOrigins?.Count; i++)
        {
            var origin = cors.AllowOrigins[i];
            if (origin is { Exact: null or "", Prefix: null or "", Regex: null or "" }) findings.Error($"{field}.allowOrigins[{i}]", "must say one of exact, prefix and regex");
            else if (origin.Regex is { } regex) findings.Regex($"{field}.allowOrigins[{i}].regex", regex);
        }
        if (cors.MaxAge is { } age && age.Ticks % TimeSpan.TicksPerSecond != 0) findings.Error($"{field}.maxAge", "must be whole seconds");
        for (var i = 0; i < cors.AllowMethods?.Count; i++)
        {
            if (!Methods.Contains(cors.AllowMethods[i]))
            {
                findings.Error($"{field}.allowMethods[{i}]", $"\"{cors.AllowMethods[i]}\" is not supported; allowed: {string.Join(", ", Methods)}");
            }
        }
        for (var i = 0; i < cors.AllowHeaders?.Count; i++) HeaderOrAll($"{field}.allowHeaders[{i}]", cors.AllowHeaders[i], findings);
        for (var i = 0; i < cors.ExposeHeaders?.Count; i++) HeaderOrAll($"{field}.exposeHeaders[{i}]", cors.ExposeHeaders[i], findings);
    }

    private static void HeaderOrAll(string field, string name, Findings findings)
    {
        if (name != "*") findings.HeaderName(field, name);
    }
}
