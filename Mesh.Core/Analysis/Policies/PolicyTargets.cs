using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Policies;

/// <summary>What a policy is attached to by name exists in its namespace.</summary>
internal sealed class PolicyTargets : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound];

    public override ValueList<ConfigKind> Reads =>
    [
        ConfigKind.RequestAuthentication, ConfigKind.AuthorizationPolicy, ConfigKind.Telemetry, ConfigKind.WasmPlugin, ConfigKind.TrafficExtension, ConfigKind.EnvoyFilter, ConfigKind.Service,
        ConfigKind.ServiceEntry,
    ];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var gateways = input.Foreign.Where(x => x.Body is ForeignGateway).Select(x => (x.Namespace, x.Name)).ToHashSet();
        foreach (var config in Reads.SelectMany(input.OfKind))
        {
            foreach (var (field, target) in Of(config.SpecObject)) Check(input, config, field, target, gateways, sink);
        }
    }

    private static void Check(AnalysisInput input, ConfigObject config, string field, PolicyTargetReference target, HashSet<(string, string)> gateways, FindingSink sink)
    {
        var ns = target.Namespace is { Length: > 0 } written ? written : config.Namespace;
        var exists = (target.Group ?? "", target.Kind) switch
        {
            (ForeignKinds.GatewayApi, "Gateway") => gateways.Count == 0 || gateways.Contains((ns, target.Name ?? "")),
            ("" or "core", "Service") => !input.KnowsAll(ConfigKind.Service) || input.Exists<ServiceSpec>(ConfigKind.Service, ns, target.Name ?? ""),
            ("networking.istio.io", "ServiceEntry") => !input.KnowsAll(ConfigKind.ServiceEntry) || input.Exists<ServiceEntry>(ConfigKind.ServiceEntry, ns, target.Name ?? ""),
            _ => true,
        };
        if (!exists) sink.Add(FindingCodes.ReferenceNotFound, FindingLevel.Warning, config, field, $"{target.Kind} \"{ns}/{target.Name}\" does not exist, so this applies to nothing", "name one of the same namespace that exists");
    }

    private static IEnumerable<(string Field, PolicyTargetReference Target)> Of(object spec)
    {
        var (one, several) = spec switch
        {
            RequestAuthentication x => (x.TargetRef, x.TargetRefs),
            AuthorizationPolicy x => (x.TargetRef, x.TargetRefs),
            TelemetryConfig x => (x.TargetRef, x.TargetRefs),
            WasmPlugin x => (x.TargetRef, x.TargetRefs),
            TrafficExtension x => (null, x.TargetRefs),
            EnvoyFilter x => (null, x.TargetRefs),
            _ => (null, null),
        };
        if (one is not null) yield return ("spec.targetRef", one);
        for (var i = 0; i < several?.Count; i++) yield return ($"spec.targetRefs[{i}]", several[i]);
    }
}
