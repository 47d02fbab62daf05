namespace Mesh.Core.Config.Validation;

/// <summary>EnvoyFilter: that each patch says where it goes and what it does. Whether Envoy understands its value is seen when it is applied.</summary>
internal sealed class EnvoyFilterValidator : KindValidator<EnvoyFilter>
{
    private const string HttpConnectionManager = "envoy.filters.network.http_connection_manager";
    private const string OldHttpConnectionManager = "envoy.http_connection_manager";

    protected override void Validate(ConfigMeta meta, EnvoyFilter spec, Findings findings)
    {
        findings.Warn("spec", "an EnvoyFilter reaches into what may change with any release; where another kind does the same, prefer that");
        findings.AtMostOne("spec", ("workloadSelector", spec.WorkloadSelector), ("targetRefs", spec.TargetRefs));
        if (spec.WorkloadSelector is { } selector) findings.Selector("spec.workloadSelector", selector.Labels);
        findings.TargetCount(spec.TargetRefs);
        for (var i = 0; i < spec.TargetRefs?.Count; i++) findings.OwnNamespace($"spec.targetRefs[{i}]", spec.TargetRefs[i]);
        for (var i = 0; i < spec.ConfigPatches?.Count; i++) Patch($"spec.configPatches[{i}]", spec.ConfigPatches[i], findings);
    }

    private static void Patch(string field, EnvoyConfigObjectPatch patch, Findings findings)
    {
        if (patch.Match is { } match) Match($"{field}.match", match, findings);
        if (patch.Match?.Context == PatchContext.Waypoint) return; // as in Istio, the rest is not looked at
        var applyTo = patch.ApplyTo ?? ApplyTo.Invalid;
        if (applyTo == ApplyTo.Invalid) findings.Error($"{field}.applyTo", "is missing: what to patch");
        if (patch.Patch is not { } change) findings.Error($"{field}.patch", "is missing: what to do");
        else if (change.Operation is null or PatchOperation.Invalid) findings.Error($"{field}.patch.operation", "is missing");
        else if (change.Operation != PatchOperation.Remove && change.Value is null) findings.Error($"{field}.patch.value", "is missing; only REMOVE does without");
        if (patch.Patch is { Operation: not PatchOperation.Remove, Value: { } value }) EnvoyPatchValue.Check(findings, $"{field}.patch.value", applyTo, value);
        Fits($"{field}.match", applyTo, patch.Match ?? new(), findings);
    }

    private static void Match(string field, EnvoyConfigObjectMatch match, Findings findings)
    {
        findings.AtMostOne(field, ("listener", match.Listener), ("routeConfiguration", match.RouteConfiguration), ("cluster", match.Cluster), ("waypoint", match.Waypoint));
        if (match.Proxy?.ProxyVersion is { Length: > 0 } version) findings.Regex($"{field}.proxy.proxyVersion", version);
        if (match.Waypoint is not null != (match.Context == PatchContext.Waypoint)) findings.Error(field, "waypoint and context WAYPOINT belong together");
        if (match.Waypoint?.PortNumber is { } port) findings.Port($"{field}.waypoint.portNumber", port);
    }

    private static void Fits(string field, ApplyTo applyTo, EnvoyConfigObjectMatch match, Findings findings)
    {
        switch (applyTo)
        {
            case ApplyTo.Listener or ApplyTo.FilterChain or ApplyTo.NetworkFilter or ApplyTo.HttpFilter or ApplyTo.ListenerFilter:
                if (match.RouteConfiguration is not null || match.Cluster is not null) findings.Error(field, "must be about a listener, as applyTo is");
                if (match.Listener?.FilterChain?.Filter is { } filter) Filter($"{field}.listener.filterChain.filter", applyTo, filter, findings);
                break;
            case ApplyTo.RouteConfiguration or ApplyTo.VirtualHost or ApplyTo.HttpRoute:
                if (match.Listener is not null || match.Cluster is not null) findings.Error(field, "must be about a routeConfiguration, as applyTo is");
                break;
            case ApplyTo.Cluster:
                if (match.Listener is not null || match.RouteConfiguration is not null) findings.Error(field, "must be about a cluster, as applyTo is");
                break;
        }
    }

    private static void Filter(string field, ApplyTo applyTo, FilterMatch filter, Findings findings)
    {
        if (applyTo is ApplyTo.Listener or ApplyTo.ListenerFilter) findings.Warn(field, "changes nothing here: a filter is no part of what is patched");
        if (filter.Name is null or "") findings.Error($"{field}.name", "is missing");
        if (filter.SubFilter is not { } inner) return;
        if (applyTo != ApplyTo.HttpFilter) findings.Error($"{field}.subFilter", "is for applyTo HTTP_FILTER");
        else if (filter.Name == OldHttpConnectionManager) findings.Warn($"{field}.name", $"is an old name; use {HttpConnectionManager}");
        else if (filter.Name != HttpConnectionManager) findings.Error($"{field}.subFilter", $"needs the filter {HttpConnectionManager}");
        if (inner.Name is null or "") findings.Error($"{field}.subFilter.name", "is missing");
    }
}
