using Envoy.Type.Metadata.V3;
using Envoy.Type.Tracing.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;
using Percent = Envoy.Type.V3.Percent;
using Tracing = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>Telemetry.tracing, else ProxyConfig.tracing → HttpConnectionManager.tracing: where spans go, how many requests are traced, and the tags of their spans.</summary>
internal static class TracingSettings
{
    /// <summary>Percent.</summary>
    private const double DefaultSampling = 1;

    /// <summary>Policies under trial leave what they would have decided in the RBAC filter's metadata.</summary>
    private static readonly CustomTag[] DryRunTags =
    [
        DryRun("allow_policy.name", "istio_dry_run_allow_shadow_effective_policy_id"),
        DryRun("allow_policy.result", "istio_dry_run_allow_shadow_engine_result"),
        DryRun("deny_policy.name", "istio_dry_run_deny_shadow_effective_policy_id"),
        DryRun("deny_policy.result", "istio_dry_run_deny_shadow_engine_result"),
    ];

    /// <param name="plan">What Telemetry says; null when it says nothing.</param>
    /// <returns>null when nothing shall be traced.</returns>
    public static Tracing? Of(ListenerTraits traits, TracingPlan? plan)
    {
        var settings = traits.ProxyConfig.Tracing;
        if (plan is null) return traits.Mesh.Value.EnableTracing == false ? null : Build(traits, settings?.Sampling, settings?.MaxPathTagLength, TagsOf(traits, settings));
        if (plan.Disabled || Tracers.Of(plan.Provider!, traits) is not { } tracer) return null;
        var own = plan.CustomTags is { } tags ? OfTelemetry(tags, traits) : OfProxy(settings);
        var istio = plan.IstioTags ?? settings?.EnableIstioTags ?? true;
        var tracing = Build(traits, plan.Sampling ?? settings?.Sampling, tracer.MaxTagLength ?? settings?.MaxPathTagLength, [.. istio ? IstioTags(traits) : [], .. own]);
        tracing.Provider = tracer.Tracer;
        tracing.NoContextPropagation = plan.NoContextPropagation;
        // An explicit sampling of nothing is meant so.
        if (plan.Sampling is 0) tracing.RandomSampling = new Percent { Value = 0 };
        return tracing;
    }

    private static Tracing Build(ListenerTraits traits, double? sampling, uint? maxTagLength, IEnumerable<CustomTag> tags)
    {
        var tracing = new Tracing
        {
            ClientSampling = new Percent { Value = 100 },
            OverallSampling = new Percent { Value = 100 },
            RandomSampling = new Percent { Value = sampling is > 0 and <= 100 ? sampling.Value : DefaultSampling },
        };
        if (maxTagLength is > 0) tracing.MaxPathTagLength = maxTagLength;
        tracing.CustomTags.Add(tags.OrderBy(x => x.Tag, StringComparer.Ordinal));
        return tracing;
    }

    private static IEnumerable<CustomTag> TagsOf(ListenerTraits traits, MeshTracing? settings) =>
        [.. settings?.EnableIstioTags ?? true ? IstioTags(traits) : [], .. OfProxy(settings)];

    private static IEnumerable<CustomTag> IstioTags(ListenerTraits traits) =>
    [
        .. DryRunTags,
        Literal("istio.canonical_revision", traits.CanonicalRevision),
        Literal("istio.canonical_service", traits.CanonicalService),
        Literal("istio.cluster_id", traits.ClusterId),
        Literal("istio.mesh_id", traits.MeshId),
        Literal("istio.namespace", traits.Namespace),
    ];

    private static IEnumerable<CustomTag> OfProxy(MeshTracing? settings) => (settings?.CustomTags ?? ValueMap<MeshTracingCustomTag>.Empty)
        .Select(x => Tag(x.Key, x.Value.Literal, x.Value.Environment, x.Value.Header)).OfType<CustomTag>();

    /// <summary>Formatters are unknown to proxies before 1.29.</summary>
    private static IEnumerable<CustomTag> OfTelemetry(ValueMap<TracingCustomTag> tags, ListenerTraits traits) => tags
        .Select(x => x.Value.Formatter is { } formatter
            ? traits.Version.AtLeast(1, 29) ? new CustomTag { Tag = x.Key, Value = formatter.Value ?? "" } : null
            : Tag(x.Key, x.Value.Literal, x.Value.Environment, x.Value.Header))
        .OfType<CustomTag>();

    private static CustomTag? Tag(string name, TracingLiteral? literal, TracingEnvironment? variable, TracingRequestHeader? header)
    {
        if (literal is not null) return Literal(name, literal.Value ?? "");
        if (variable is not null) return new() { Tag = name, Environment = new() { Name = variable.Name ?? "", DefaultValue = variable.DefaultValue ?? "" } };
        return header is null ? null : new() { Tag = name, RequestHeader = new() { Name = header.Name ?? "", DefaultValue = header.DefaultValue ?? "" } };
    }

    private static CustomTag Literal(string tag, string value) => new() { Tag = tag, Literal = new() { Value = value } };

    private static CustomTag DryRun(string what, string key) => new()
    {
        Tag = $"istio.authorization.dry_run.{what}",
        Metadata = new()
        {
            Kind = new MetadataKind { Request = new() },
            MetadataKey = new MetadataKey { Key = "envoy.filters.http.rbac", Path = { new MetadataKey.Types.PathSegment { Key = key } } },
        },
    };
}
