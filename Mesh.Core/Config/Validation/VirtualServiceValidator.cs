using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>VirtualService: hosts, gateways and that there are routes; the routes have checks of their own.</summary>
internal sealed class VirtualServiceValidator : KindValidator<VirtualService>
{
    /// <summary>Made from Kubernetes' Gateway API, whose backends and gateways have names of their own.</summary>
    private const string SemanticsAnnotation = "internal.istio.io/route-semantics";

    protected override void Validate(ConfigMeta meta, VirtualService spec, Findings findings)
    {
        var isGenerated = meta.Annotations.GetValueOrDefault(SemanticsAnnotation) == "gateway";
        var hosts = spec.Hosts ?? [];
        var gateways = spec.Gateways ?? [];
        if (hosts.Count == 0) CheckDelegate(spec, findings);
        else CheckHosts(hosts, isOnMesh: gateways.Count == 0 || gateways.Contains(GatewayNames.Mesh), findings);
        findings.Gateways("spec.gateways", gateways, isGenerated);

        if (spec is { Http: null or { Count: 0 }, Tcp: null or { Count: 0 }, Tls: null or { Count: 0 } }) findings.Error("spec", "needs at least one of http, tcp and tls");
        for (var i = 0; i < spec.Http?.Count; i++) new HttpRouteValidator($"spec.http[{i}]", gateways, isDelegate: hosts.Count == 0, isGenerated, findings).Validate(spec.Http[i]);
        for (var i = 0; i < spec.Tls?.Count; i++) TlsRouteValidator.Validate($"spec.tls[{i}]", spec.Tls[i], hosts, isGenerated, findings);
        for (var i = 0; i < spec.Tcp?.Count; i++) TcpRouteValidator.Validate($"spec.tcp[{i}]", spec.Tcp[i], isGenerated, findings);
        findings.ExportTo(meta, spec.ExportTo);
        if (findings.Errors.Count == 0) RouteReach.Warn(spec, findings);
    }

    /// <summary>A VirtualService without hosts is there for others to delegate to.</summary>
    private static void CheckDelegate(VirtualService spec, Findings findings)
    {
        if (spec.Gateways is { Count: > 0 }) findings.Error("spec.gateways", "a VirtualService without hosts is a delegate, which must have no gateways");
        if (spec.Tcp is { Count: > 0 }) findings.Error("spec.tcp", "a VirtualService without hosts is a delegate, which must have http routes only");
        if (spec.Tls is { Count: > 0 }) findings.Error("spec.tls", "a VirtualService without hosts is a delegate, which must have http routes only");
    }

    private static void CheckHosts(ValueList<string> hosts, bool isOnMesh, Findings findings)
    {
        for (var i = 0; i < hosts.Count; i++)
        {
            if (Dns.WildcardProblem(isOnMesh ? hosts[i] : SniDnat.Host(hosts[i])) is { } problem && !Dns.IsAddress(hosts[i])) findings.Error($"spec.hosts[{i}]", problem);
            else if (hosts[i] == "*" && isOnMesh)
            {
                findings.Error($"spec.hosts[{i}]", "* is not allowed on the mesh gateway, where it would take all traffic; name gateways, or the hosts");
            }
            if (hosts.Take(i).FirstOrDefault(x => HostMatch.Overlap(x, hosts[i])) is { } other) findings.Error($"spec.hosts[{i}]", $"{hosts[i]} and {other} stand for the same");
        }
    }
}
