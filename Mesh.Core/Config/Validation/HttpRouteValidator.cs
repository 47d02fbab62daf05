using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>One http route: what it does, and that it does one thing.</summary>
/// <param name="gateways">Of the VirtualService.</param>
/// <param name="isDelegate">Whether the VirtualService is there for others to delegate to.</param>
/// <param name="isGenerated">Whether a controller named the destinations.</param>
internal sealed class HttpRouteValidator(string field, ValueList<string> gateways, bool isDelegate, bool isGenerated, Findings findings)
{
    public void Validate(HttpRoute route)
    {
        CheckAction(route);
        for (var i = 0; i < route.Match?.Count; i++) HttpMatchValidator.Validate($"{field}.match[{i}]", route.Match[i], gateways, findings);
        for (var i = 0; i < route.Route?.Count; i++)
        {
            if (!isGenerated || route.Route[i].Destination is null) findings.Destination($"{field}.route[{i}].destination", route.Route[i].Destination);
            HeaderOperationsValidator.Validate($"{field}.route[{i}].headers", route.Route[i].Headers, findings);
        }
        findings.Weights($"{field}.route", [.. (route.Route ?? []).Select(x => x.Weight ?? 0)]);
        HeaderOperationsValidator.Validate($"{field}.headers", route.Headers, findings);
        HeaderOperationsValidator.Authorities(field, route.Rewrite, route.Headers, findings);
        CheckMirrors(route);
        if (route.Redirect is { } redirect) HttpActionValidator.Redirect($"{field}.redirect", redirect, route.Match ?? [], findings);
        if (route.DirectResponse is { } direct) HttpActionValidator.DirectResponse($"{field}.directResponse", direct, findings);
        if (route.Rewrite is { } rewrite) HttpActionValidator.Rewrite($"{field}.rewrite", rewrite, findings);
        if (route.Retries is { } retries) RetryValidator.Validate($"{field}.retries", retries, findings);
        if (route.Fault is { } fault) FaultValidator.Validate($"{field}.fault", fault, findings);
        if (route.CorsPolicy is { } cors) CorsValidator.Validate($"{field}.corsPolicy", cors, findings);
    }

    private void CheckAction(HttpRoute route)
    {
        var hasRoute = route.Route is { Count: > 0 };
        if (route.Delegate is not null)
        {
            if (isDelegate) findings.Error($"{field}.delegate", "a VirtualService without hosts is itself a delegate, and must not delegate further");
            if (hasRoute) findings.Error($"{field}.route", "a route that delegates must not say where to go itself");
            if (route.Redirect is not null) findings.Error($"{field}.redirect", "a route that delegates must not redirect itself");
            if (route.DirectResponse is not null) findings.Error($"{field}.directResponse", "a route that delegates must not answer itself");
        }
        else if (route.Redirect is not null)
        {
            if (hasRoute) findings.Error(field, "cannot have both route and redirect");
            if (route.Fault is not null) findings.Error(field, "cannot have both fault and redirect");
            if (route.Rewrite is not null) findings.Error(field, "cannot have both rewrite and redirect");
            if (route.DirectResponse is not null) findings.Error(field, "cannot have both directResponse and redirect");
        }
        else if (route.DirectResponse is not null)
        {
            if (hasRoute) findings.Error(field, "cannot have both route and directResponse");
            if (route.Fault is not null) findings.Error(field, "cannot have both fault and directResponse");
            if (route.Rewrite is not null) findings.Error(field, "cannot have both rewrite and directResponse");
        }
        else if (!hasRoute)
        {
            findings.Error(field, "needs one of route, redirect, directResponse and delegate");
        }
    }

    private void CheckMirrors(HttpRoute route)
    {
        if (route.Mirror is not null && route.Mirrors is { Count: > 0 }) findings.Error(field, "cannot have both mirror and mirrors");
        if (route.Mirror is { } mirror) findings.Destination($"{field}.mirror", mirror);
        for (var i = 0; i < route.Mirrors?.Count; i++)
        {
            findings.Destination($"{field}.mirrors[{i}].destination", route.Mirrors[i].Destination);
            CheckMirrorShare($"{field}.mirrors[{i}].percentage", route.Mirrors[i].Percentage);
        }
        if (route.MirrorPercent is { } percent)
        {
            findings.Warn($"{field}.mirrorPercent", "is an old name; use mirrorPercentage");
            if (percent > 100) findings.Error($"{field}.mirrorPercent", $"must be at most 100, not {percent}");
        }
        CheckMirrorShare($"{field}.mirrorPercentage", route.MirrorPercentage);
    }

    private void CheckMirrorShare(string share, Percent? percent)
    {
        if (percent?.Value > 100) findings.Error($"{share}.value", $"must be at most 100, not {percent.Value}");
    }
}
