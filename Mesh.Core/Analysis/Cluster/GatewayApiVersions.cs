using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Cluster;

/// <summary>Definitions of the Gateway API that are older than what Istio reads of their kind.</summary>
internal sealed class GatewayApiVersions : Analyzer
{
    private const string VersionAnnotation = "gateway.networking.k8s.io/bundle-version";

    /// <summary>What Istio 1.31 asks for.</summary>
    private static readonly Dictionary<string, Version> Least = new()
    {
        ["gatewayclasses"] = new(1, 0, 0),
        ["gateways"] = new(1, 0, 0),
        ["httproutes"] = new(0, 7, 0),
        ["grpcroutes"] = new(1, 1, 0),
        ["referencegrants"] = new(0, 7, 0),
        ["tcproutes"] = new(1, 6, 0),
        ["tlsroutes"] = new(1, 5, 0),
        ["backendtlspolicies"] = new(1, 4, 0),
    };

    public override ValueList<FindingCode> Codes => [FindingCodes.GatewayApiVersion];

    public override ValueList<ConfigKind> Reads => [];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        const string suffix = $".{ForeignKinds.GatewayApi}";
        foreach (var config in input.Foreign.Where(x => x.Kind == "CustomResourceDefinition" && x.Name.EndsWith(suffix, StringComparison.Ordinal)))
        {
            if (!Least.TryGetValue(config.Name[..^suffix.Length], out var least) || !config.Annotations.TryGetValue(VersionAnnotation, out var written)) continue;
            // Pre-releases of the least version have what it has.
            if (!Version.TryParse(written.TrimStart('v').Split('-')[0], out var version) || version >= least) continue;
            sink.Add(FindingCodes.GatewayApiVersion, config, $"metadata.annotations[\"{VersionAnnotation}\"]", $"the definition of {config.Name} is at version {version}, and Istio reads the kind from {least} on", "upgrade the Gateway API's definitions");
        }
    }
}
