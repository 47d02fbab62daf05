using System.Collections.Frozen;
using System.Globalization;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>The annotations that Istio reads: on what, in which form, and whether it soon will not any more.</summary>
internal static class KnownAnnotations
{
    private static readonly string[] Pods = ["Pod"];
    private static readonly string[] Services = ["Service"];
    private static readonly string[] Any = [];

    private static readonly FrozenDictionary<string, KnownAnnotation> All = Rows().ToFrozenDictionary(x => x.Name);

    public static KnownAnnotation? Find(string name) => All.GetValueOrDefault(name);

    public static IEnumerable<string> Names => All.Keys;

    private static IEnumerable<KnownAnnotation> Rows()
    {
        KnownAnnotation On(string[] kinds, string name, Func<string, string?>? problem = null, bool isOld = false) => new(name, kinds, problem, isOld);

        yield return On(Pods, "sidecar.istio.io/inject", Bool, isOld: true);
        yield return On(Pods, "sidecar.istio.io/status");
        foreach (var name in (string[])["proxyImage", "proxyImageType", "logLevel", "componentLogLevel", "agentLogLevel", "userVolume", "userVolumeMount", "bootstrapOverride", "discoveryAddress", "extraStatTags", "statsInclusionPrefixes", "statsInclusionSuffixes", "statsInclusionRegexps", "statsHistogramBuckets", "statsHistogramBins", "statsFlushInterval", "statsEvictionInterval", "statsCompression", "proxyCPU", "proxyCPULimit", "proxyMemory", "proxyMemoryLimit"])
        {
            yield return On(Pods, $"sidecar.istio.io/{name}");
        }
        yield return On(Pods, "sidecar.istio.io/interceptionMode", x => x is "REDIRECT" or "TPROXY" or "NONE" ? null : "must be REDIRECT, TPROXY or NONE");
        yield return On(Pods, "sidecar.istio.io/rewriteAppHTTPProbers", Bool);
        yield return On(Pods, "sidecar.istio.io/nativeSidecar", Bool);
        yield return On(Pods, "sidecar.istio.io/enableCoreDump", Bool);
        yield return On(Pods, "status.sidecar.istio.io/port", Port);
        yield return On(Pods, "readiness.status.sidecar.istio.io/initialDelaySeconds", Whole);
        yield return On(Pods, "readiness.status.sidecar.istio.io/periodSeconds", Whole);
        yield return On(Pods, "readiness.status.sidecar.istio.io/failureThreshold", Whole);
        yield return On(Pods, "readiness.status.sidecar.istio.io/applicationPorts", Ports);
        yield return On(Pods, "traffic.sidecar.istio.io/includeOutboundIPRanges");
        yield return On(Pods, "traffic.sidecar.istio.io/excludeOutboundIPRanges");
        yield return On(Pods, "traffic.sidecar.istio.io/includeInboundPorts", AllOrPorts);
        yield return On(Pods, "traffic.sidecar.istio.io/excludeInboundPorts", Ports);
        yield return On(Pods, "traffic.sidecar.istio.io/includeOutboundPorts", AllOrPorts);
        yield return On(Pods, "traffic.sidecar.istio.io/excludeOutboundPorts", Ports);
        yield return On(Pods, "traffic.sidecar.istio.io/excludeInterfaces");
        yield return On(Pods, "traffic.sidecar.istio.io/kubevirtInterfaces", isOld: true);
        yield return On(Pods, "istio.io/reroute-virtual-interfaces");
        yield return On(Pods, "prometheus.istio.io/merge-metrics", Bool);
        yield return On(Pods, "proxy.istio.io/config");
        yield return On(Pods, "proxy.istio.io/overrides");
        yield return On(Pods, "inject.istio.io/templates");
        yield return On(Pods, "topology.istio.io/controlPlaneClusters");
        yield return On(Pods, "ambient.istio.io/redirection");
        yield return On(Services, "networking.istio.io/exportTo");
        yield return On(["Service", "ServiceEntry"], "networking.istio.io/traffic-distribution");
        yield return On(["Service", "ServiceEntry"], "networking.istio.io/address-type");
        yield return On(Services, "alpha.istio.io/kubernetes-serviceaccounts");
        yield return On(Services, "alpha.istio.io/canonical-serviceaccounts");
        yield return On(Services, "networking.istio.io/service-type");
        yield return On(Services, "traffic.istio.io/nodeSelector");
        yield return On(["Namespace"], "topology.istio.io/network");
        yield return On(["ServiceAccount"], "security.istio.io/autoRegistrationIdentity", isOld: true);
        yield return On(["AuthorizationPolicy"], "istio.io/dry-run", Bool);
        yield return On(["WorkloadEntry"], "istio.io/autoRegistrationGroup");
        foreach (var name in (string[])["galley.istio.io/analyze-suppress", "istio.io/rev", "install.operator.istio.io/chart-owner", "install.operator.istio.io/owner-generation", "install.operator.istio.io/version", "istio.io/workloadController", "istio.io/connectedAt", "istio.io/disconnectedAt", "topology.istio.io/subzone", "topology.istio.io/cluster", "networking.istio.io/gatewayPort", "gateway.istio.io/controller-version", "gateway.istio.io/name-override", "gateway.istio.io/service-account", "gateway.istio.io/managed", "ambient.istio.io/waypoint-inbound-binding", "istio.io/for-service-account", "istio.io/use-waypoint", "internal.istio.io/gateway-semantics", "internal.istio.io/route-semantics", "networking.istio.io/cluster-domain"])
        {
            yield return On(Any, name);
        }
    }

    private static string? Bool(string value) => value is "true" or "false" or "True" or "False" or "TRUE" or "FALSE" or "1" or "0" or "t" or "f" or "T" or "F" or "enabled" or "disabled" ? null : "must be true or false";

    private static string? Whole(string value) => uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "must be a whole number";

    private static string? Port(string value) => ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : "must be a port from 0 to 65535";

    private static string? Ports(string value) =>
        value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).All(x => Port(x) is null) ? null : "must be ports from 0 to 65535 with commas between";

    private static string? AllOrPorts(string value) => value.Trim() == "*" ? null : Ports(value) is null ? null : "must be *, or ports from 0 to 65535 with commas between";
}

/// <param name="Kinds">Empty for any.</param>
/// <param name="Problem">Why a value cannot be read, or null; itself null for one that takes any.</param>
internal sealed record KnownAnnotation(string Name, string[] Kinds, Func<string, string?>? Problem, bool IsOld);
