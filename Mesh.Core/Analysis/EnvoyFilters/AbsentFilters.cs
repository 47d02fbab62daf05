using System.Text.Json;
using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.EnvoyFilters;

/// <summary>A patch that is placed by another filter does nothing where that filter is not: it must be one of the mesh's own, or one that an EnvoyFilter brings.</summary>
internal sealed class AbsentFilters : Analyzer
{
    private static readonly HashSet<string> Own =
    [
        "envoy.filters.http.router", "envoy.filters.http.fault", "envoy.filters.http.cors", "envoy.filters.http.grpc_stats", "envoy.filters.http.grpc_web", "envoy.filters.http.rbac",
        "envoy.filters.http.jwt_authn", "envoy.filters.http.ext_authz", "envoy.filters.http.dynamic_forward_proxy", "envoy.filters.http.peer_metadata", "envoy.filters.http.istio_stats",
        "envoy.filters.http.alpn", "envoy.filters.http.lua", "envoy.filters.http.wasm", "istio.alpn", "istio.stats", "istio.metadata_exchange", "istio_authn", "waypoint_downstream_peer_metadata",
        "envoy.filters.network.http_connection_manager", "envoy.filters.network.tcp_proxy", "envoy.filters.network.rbac", "envoy.filters.network.ext_authz", "envoy.filters.network.metadata_exchange",
        "envoy.filters.network.mongo_proxy", "envoy.filters.network.redis_proxy", "envoy.filters.network.mysql_proxy", "envoy.filters.network.sni_cluster", "envoy.filters.network.sni_dynamic_forward_proxy",
        "envoy.filters.network.set_filter_state", "envoy.filters.network.connection_limit", "envoy.filters.listener.original_dst", "envoy.filters.listener.tls_inspector", "envoy.filters.listener.http_inspector",
        "envoy.filters.listener.proxy_protocol",
    ];

    public override ValueList<FindingCode> Codes => [FindingCodes.AbsentFilter];

    public override ValueList<ConfigKind> Reads => [ConfigKind.EnvoyFilter];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var brought = input.Configs.All<EnvoyFilter>(ConfigKind.EnvoyFilter).SelectMany(x => x.Spec.ConfigPatches ?? []).Select(x => NameOf(x.Patch)).OfType<string>().ToHashSet();
        foreach (var config in input.All<EnvoyFilter>(ConfigKind.EnvoyFilter))
        {
            for (var i = 0; i < config.Spec.ConfigPatches?.Count; i++)
            {
                if (Anchor(config.Spec.ConfigPatches[i]) is not var (field, name) || Own.Contains(name) || brought.Contains(name) || IsExtension(name)) continue;
                sink.Add(FindingCodes.AbsentFilter, config, $"spec.configPatches[{i}].match.{field}", $"no filter is named {name}, so the patch is placed nowhere", Config.Binding.NearestName.Find(name, Own) is { } near ? $"did you mean {near}?" : "name a filter that listeners have");
            }
        }
    }

    /// <summary>The filter that the patch is placed by, or that it changes.</summary>
    private static (string Field, string Name)? Anchor(EnvoyConfigObjectPatch patch)
    {
        var filter = patch.Match?.Listener?.FilterChain?.Filter;
        return patch.ApplyTo switch
        {
            ApplyTo.HttpFilter when filter?.SubFilter?.Name is { Length: > 0 } inner => ("listener.filterChain.filter.subFilter.name", inner),
            ApplyTo.HttpFilter or ApplyTo.NetworkFilter when filter?.Name is { Length: > 0 } name => ("listener.filterChain.filter.name", name),
            ApplyTo.ListenerFilter when patch.Match?.Listener?.ListenerFilter is { Length: > 0 } name => ("listener.listenerFilter", name),
            _ => null,
        };
    }

    /// <summary>A WasmPlugin or a TrafficExtension names its filter after itself. Old names of Envoy's still mean the new ones.</summary>
    private static bool IsExtension(string name) => name.StartsWith("extensions.istio.io/", StringComparison.Ordinal) || !name.Contains('.', StringComparison.Ordinal) || name.StartsWith("envoy.http_", StringComparison.Ordinal);

    private static string? NameOf(Patch? patch) =>
        patch?.Value is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;
}
