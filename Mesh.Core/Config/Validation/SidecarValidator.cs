using System.Globalization;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class SidecarValidator : KindValidator<Sidecar>
{
    private static readonly string[] EndpointHosts = ["127.0.0.1:", "0.0.0.0:", "[::1]:", "[::]:", ":"];

    protected override void Validate(ConfigMeta meta, Sidecar spec, Findings findings)
    {
        if (spec is { Egress: null or { Count: 0 }, Ingress: null or { Count: 0 }, OutboundTrafficPolicy: null, InboundConnectionPool: null })
        {
            findings.Error("spec", "says nothing; it needs egress, ingress, outboundTrafficPolicy or inboundConnectionPool");
        }
        if (spec.WorkloadSelector is { } selector) findings.Selector("spec.workloadSelector", selector.Labels);
        ConnectionPoolValidator.Validate("spec.inboundConnectionPool", spec.InboundConnectionPool, findings);
        for (var i = 0; i < spec.Ingress?.Count; i++) Ingress($"spec.ingress[{i}]", spec.Ingress[i], findings);
        Unique("spec.ingress", [.. (spec.Ingress ?? []).Select(x => (x.Port, x.Bind))], findings);
        for (var i = 0; i < spec.Egress?.Count; i++) Egress($"spec.egress[{i}]", meta.Namespace, spec.Egress[i], isLast: i == spec.Egress.Count - 1, findings);
        Unique("spec.egress", [.. (spec.Egress ?? []).Select(x => (x.Port, x.Bind))], findings);
        if (spec.OutboundTrafficPolicy is { } policy) Outbound("spec.outboundTrafficPolicy", policy, findings);
    }

    private static void Ingress(string field, IstioIngressListener listener, Findings findings)
    {
        Port($"{field}.port", listener.Port, null, findings);
        if (listener.Bind is { Length: > 0 } bind && !Dns.IsAddress(bind)) findings.Error($"{field}.bind", $"must be an IP address, not \"{bind}\"");
        if (listener.DefaultEndpoint is { Length: > 0 } endpoint) Endpoint($"{field}.defaultEndpoint", endpoint, findings);
        ConnectionPoolValidator.Validate($"{field}.connectionPool", listener.ConnectionPool, findings);
        var protocol = listener.Port?.Protocol ?? "";
        if (listener.ConnectionPool?.Http is not null && !ProtocolNames.IsHttp(protocol)) findings.Warn($"{field}.connectionPool.http", $"does nothing on a port of {protocol}");
        if (listener.Tls is not { } tls) return;
        if (!ProtocolNames.IsTls(protocol)) findings.Error($"{field}.tls", $"a port of {protocol} cannot have TLS settings; use the protocol TLS or HTTPS");
        if (tls.CredentialName is { Length: > 0 }) findings.Error($"{field}.tls.credentialName", "is for gateways; a Sidecar takes files");
        if (tls.CredentialNames is { Count: > 0 }) findings.Error($"{field}.tls.credentialNames", "is for gateways; a Sidecar takes files");
        if (tls.TlsCertificates is { Count: > 0 }) findings.Error($"{field}.tls.tlsCertificates", "is for gateways");
        if (tls.SubjectAltNames is { Count: > 0 }) findings.Error($"{field}.tls.subjectAltNames", "is for gateways");
        if (tls.HttpsRedirect == true) findings.Error($"{field}.tls.httpsRedirect", "is for gateways");
        if (tls.Mode is ServerTlsSettingsTlsMode.IstioMutual or ServerTlsSettingsTlsMode.AutoPassthrough)
        {
            findings.Error($"{field}.tls.mode", "must be SIMPLE, MUTUAL or OPTIONAL_MUTUAL; what the mesh does by itself is set by PeerAuthentication");
        }
        ServerTlsValidator.Validate($"{field}.tls", tls, findings);
    }

    private static void Egress(string field, string ns, IstioEgressListener listener, bool isLast, Findings findings)
    {
        if (listener.Port is { } port)
        {
            Port($"{field}.port", port, listener.Bind, findings);
            Bind(field, listener.Bind, listener.CaptureMode, findings);
        }
        else if (!isLast) findings.Error(field, "a listener without a port takes what the others leave, so it must be the last, and the only one");
        var hosts = listener.Hosts ?? [];
        var full = hosts.Select(x => x.StartsWith("./", StringComparison.Ordinal) ? ns + x[1..] : x).ToArray();
        if (hosts.Count == 0) findings.Error($"{field}.hosts", "needs at least one host; */* takes all, ~/* none");
        for (var i = 0; i < hosts.Count; i++)
        {
            findings.NamespacedHost($"{field}.hosts[{i}]", hosts[i], isGateway: false);
            if (full.Take(i).Contains(full[i])) findings.Warn($"{field}.hosts[{i}]", $"{hosts[i]} stands here twice");
            else if (full.Take(i).FirstOrDefault(x => CoversNamespace(x, full[i]) || CoversNamespace(full[i], x)) is { } other) findings.Warn($"{field}.hosts[{i}]", $"{hosts[i]} and {other} overlap: * takes all of the namespace");
            else if (hosts.Count > 1 && hosts[i] == "*/*") findings.Warn($"{field}.hosts[{i}]", "*/* takes all, so the other hosts change nothing");
        }
    }

    private static bool CoversNamespace(string wide, string narrow) => wide.EndsWith("/*", StringComparison.Ordinal) && wide != "*/*" && narrow.StartsWith(wide[..^1], StringComparison.Ordinal);

    private static void Port(string field, SidecarPort? port, string? bind, Findings findings)
    {
        if (port is null)
        {
            findings.Error(field, "is missing");
            return;
        }
        if (!ListenerAddress.IsUnix(bind)) findings.Port($"{field}.number", port.Number ?? 0);
        else if (port.Number is > 0) findings.Error($"{field}.number", "must be 0 with a Unix socket");
        if (port.Protocol is { Length: > 0 } protocol) findings.Protocol($"{field}.protocol", protocol);
        if (port.Name is { Length: > 0 } name && !Dns.IsLabel(name)) findings.Error($"{field}.name", $"must be letters, digits and - inside, not \"{name}\"");
        if (port.TargetPort is > 0) findings.Error($"{field}.targetPort", "means nothing on a Sidecar");
    }

    private static void Bind(string field, string? bind, CaptureMode? capture, Findings findings)
    {
        if (ListenerAddress.IsUnix(bind))
        {
            findings.Unix($"{field}.bind", bind!);
            if (capture == CaptureMode.Iptables) findings.Error($"{field}.captureMode", "must be DEFAULT or NONE with a Unix socket");
        }
        else if (bind is { Length: > 0 } && !Dns.IsAddress(bind))
        {
            findings.Error($"{field}.bind", $"must be an IP address or unix:// and a socket, not \"{bind}\"");
        }
    }

    private static void Endpoint(string field, string endpoint, Findings findings)
    {
        if (ListenerAddress.IsUnix(endpoint))
        {
            findings.Unix(field, endpoint);
            return;
        }
        if (EndpointHosts.FirstOrDefault(x => endpoint.StartsWith(x, StringComparison.Ordinal)) is not { } host)
        {
            findings.Error(field, $"must be {string.Join(", ", EndpointHosts.Select(x => $"{x}PORT"))} or unix:// and a socket, not \"{endpoint}\"");
        }
        else if (!int.TryParse(endpoint.AsSpan(host.Length), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port))
        {
            findings.Error(field, $"\"{endpoint[host.Length..]}\" is not a port");
        }
        else findings.Port(field, port);
    }

    /// <summary>A proxy has each port once, whatever address it is bound to, and each socket once.</summary>
    private static void Unique(string field, IReadOnlyList<(SidecarPort? Port, string? Bind)> listeners, Findings findings)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < listeners.Count; i++)
        {
            var (port, bind) = listeners[i];
            if (port is null) continue;
            var place = ListenerAddress.IsUnix(bind) ? bind! : $"port {port.Number}";
            if (!seen.Add(place)) findings.Error($"{field}[{i}]", $"two listeners have {place}");
        }
    }

    private static void Outbound(string field, OutboundTrafficPolicy policy, Findings findings)
    {
        if (policy.Mode == OutboundTrafficPolicyMode.AllowAnyDynamicDns)
        {
            findings.Error($"{field}.mode", "ALLOW_ANY_DYNAMIC_DNS is for MeshConfig; allowed here: REGISTRY_ONLY, ALLOW_ANY");
        }
        if (policy.EgressProxy is not { } proxy) return;
        if (policy.Mode != OutboundTrafficPolicyMode.AllowAny) findings.Error($"{field}.egressProxy", "needs mode ALLOW_ANY");
        findings.Domain($"{field}.egressProxy.host", proxy.Host);
        if (proxy.Port is null) findings.Error($"{field}.egressProxy.port", "is missing");
        else findings.Destination($"{field}.egressProxy", proxy);
    }
}
