using Envoy.Type.Metadata.V3;
using Envoy.Type.Tracing.V3;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using static Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types;
using Percent = Envoy.Type.V3.Percent;
using Tracing = Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;

namespace Mesh.Core.Translation.Telemetry;

/// <summary>ProxyConfig.tracing → HttpConnectionManager.tracing: how many requests are traced, and the tags of their spans.</summary>
public static class TracingSettings
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

    public static Tracing Of(ListenerTraits traits)
    {
        var settings = traits.ProxyConfig.Tracing;
        var tracing = new Tracing
        {
            ClientSampling = new Percent { Value = 100 },
            OverallSampling = new Percent { Value = 100 },
            RandomSampling = new Percent { Value = SamplingOf(settings) },
        };
        if (settings?.MaxPathTagLength is { } length) tracing.MaxPathTagLength = length;
        tracing.CustomTags.Add(TagsOf(traits, settings).OrderBy(x => x.Tag, StringComparer.Ordinal));
        return tracing;
    }

    private static double SamplingOf(MeshTracing? settings) => settings?.Sampling is > 0 and <= 100 and var percent ? percent : DefaultSampling;

    private static IEnumerable<CustomTag> TagsOf(ListenerTraits traits, MeshTracing? settings)
    {
        foreach (var tag in DryRunTags) yield return tag;
        if (settings?.EnableIstioTags ?? true)
        {
            yield return Literal("istio.canonical_revision", traits.CanonicalRevision);
            yield return Literal("istio.canonical_service", traits.CanonicalService);
            yield return Literal("istio.cluster_id", traits.ClusterId);
            yield return Literal("istio.mesh_id", traits.MeshId);
            yield return Literal("istio.namespace", traits.Namespace);
        }
        if (settings?.CustomTags is not { } custom) yield break;
        foreach (var (name, tag) in custom)
        {
            if (tag.Literal is { } literal) yield return Literal(name, literal.Value ?? "");
            else if (tag.Environment is { } variable) yield return new() { Tag = name, Environment = new() { Name = variable.Name ?? "", DefaultValue = variable.DefaultValue ?? "" } };
            else if (tag.Header is { } header) yield return new() { Tag = name, RequestHeader = new() { Name = header.Name ?? "", DefaultValue = header.DefaultValue ?? "" } };
        }
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
