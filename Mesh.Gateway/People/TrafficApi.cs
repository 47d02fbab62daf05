using System.Globalization;
using Mesh.Actors.Telemetry;
using Mesh.Core.Config.Binding;
using Mesh.Core.Telemetry;
using Mesh.Core.Telemetry.Graph;
using Mesh.Gateway.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Mesh.Gateway.People;

/// <summary>The traffic of the mesh: the graph under Kiali's path and in Kiali's JSON, and the plain numbers behind it. Any member answers for all.</summary>
public static class TrafficApi
{
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void MapTraffic(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/namespaces/graph", Graph);
        endpoints.MapGet("/api/edges", (HttpContext context, TrafficReader traffic) => Answer(context, traffic, window => TrafficViews.Edges(window, Namespaces(context))));
        endpoints.MapGet("/api/mtls", (HttpContext context, TrafficReader traffic) => Answer(context, traffic, window => TrafficViews.Plaintext(window, context.Request.Query["namespace"].FirstOrDefault())));
        endpoints.MapGet("/api/proxies/stats", (ProxyStats stats) => Json(stats.All));
    }

    private static Task<IResult> Graph(HttpContext context, TrafficReader traffic)
    {
        var query = context.Request.Query;
        GraphType? type = query["graphType"].FirstOrDefault() switch
        {
            null or "" or "versionedApp" => GraphType.VersionedApp,
            "app" => GraphType.App,
            "workload" => GraphType.Workload,
            "service" => GraphType.Service,
            _ => null,
        };
        if (type is null) return Task.FromResult(Wrong("graphType", "app, versionedApp, workload or service"));
        var percentile = query["responseTime"].FirstOrDefault() is { } written && double.TryParse(written, CultureInfo.InvariantCulture, out var percent) && percent is > 0 and < 100 ? percent : (double?)null;
        var options = new GraphOptions(type.Value, Namespaces(context), query["injectServiceNodes"].FirstOrDefault() == "true", percentile);
        return Answer(context, traffic, window => KialiJson.Of(ServiceGraph.Of(EdgeTraffic.Of(window), options), window, options));
    }

    private static async Task<IResult> Answer(HttpContext context, TrafficReader traffic, Func<TrafficWindow, object> view)
    {
        var query = context.Request.Query;
        var duration = DefaultDuration;
        if (query["duration"].FirstOrDefault() is { Length: > 0 } text && !TryDuration(text, out duration)) return Wrong("duration", "a duration such as 60s, 10m or 6h, and longer than nothing");
        DateTimeOffset? to = null;
        if (query["queryTime"].FirstOrDefault() is { Length: > 0 } time)
        {
            if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()) return Wrong("queryTime", "seconds since 1970");
            to = DateTimeOffset.FromUnixTimeSeconds(seconds);
        }
        try
        {
            var window = await traffic.Read(duration, to, context.RequestAborted).WaitAsync(Patience, context.RequestAborted);
            return Json(view(window));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever the store is made of: it is away, and comes back by itself.
            return Results.Text($"The store of telemetry does not answer ({e.Message}).\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    /// <summary>As Kiali says it (<c>60s</c>), or a bare number of seconds.</summary>
    private static bool TryDuration(string text, out TimeSpan duration)
    {
        duration = default;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < int.MaxValue) duration = TimeSpan.FromSeconds(seconds);
        else if (GoDuration.ParseNanoseconds(text) is { } nanoseconds) duration = TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
        return duration > TimeSpan.Zero && duration <= TimeSpan.FromDays(7);
    }

    private static HashSet<string> Namespaces(HttpContext context) =>
        [.. context.Request.Query["namespaces"].SelectMany(x => (x ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static IResult Wrong(string parameter, string allowed) => Results.Text($"{parameter} must be {allowed}.\n", statusCode: StatusCodes.Status400BadRequest);

    private static IResult Json(object view) => Results.Json(view, DebugJson.Options);
}
