using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class GatewayValidator : KindValidator<GatewayConfig>
{
    /// <summary>Made from Kubernetes' Gateway API, whose names may have dots.</summary>
    private const string SemanticsAnnotation = "internal.istio.io/gateway-semantics";

    protected override void Validate(ConfigMeta meta, GatewayConfig spec, Findings findings)
    {
        if (!Dns.IsLabel(meta.Name) && meta.Annotations.GetValueOrDefault(SemanticsAnnotation) != "gateway")
        {
            findings.Error("metadata.name", $"must be letters, digits and - inside, not \"{meta.Name}\"");
        }
        var servers = spec.Servers ?? [];
        if (servers.Count == 0) findings.Error("spec.servers", "needs at least one server");
        for (var i = 0; i < servers.Count; i++)
        {
            var field = $"spec.servers[{i}]";
            Server(field, servers[i], findings);
            if (servers[i].Port?.Name is { Length: > 0 } name && servers.Take(i).Any(x => x.Port?.Name == name))
            {
                findings.Error($"{field}.port.name", $"two servers have a port named {name}");
            }
        }
    }

    private static void Server(string field, Server server, Findings findings)
    {
        if (server.Hosts is null or { Count: 0 }) findings.Error($"{field}.hosts", "needs at least one host; * takes all");
        for (var i = 0; i < server.Hosts?.Count; i++) findings.NamespacedHost($"{field}.hosts[{i}]", server.Hosts[i], isGateway: true);
        var isUnix = ListenerAddress.IsUnix(server.Bind);
        if (isUnix) findings.Unix($"{field}.bind", server.Bind!);
        else if (server.Bind is { Length: > 0 } bind && !Dns.IsAddress(bind)) findings.Error($"{field}.bind", $"must be an IP address or unix:// and a socket, not \"{bind}\"");
        if (server.Port is { } port) Port($"{field}.port", port, isUnix, findings);
        else findings.Error($"{field}.port", "is missing");
        ServerTlsValidator.Validate($"{field}.tls", server.Tls, findings);
        TlsOfPort(field, server, findings);
    }

    private static void Port(string field, Port port, bool isUnix, Findings findings)
    {
        findings.Protocol($"{field}.protocol", port.Protocol);
        if (!isUnix) findings.Port($"{field}.number", port.Number ?? 0);
        else if (port.Number is > 0) findings.Error($"{field}.number", "must be 0 with a Unix socket");
        if (port.Name is null or "") findings.Error($"{field}.name", "is missing");
        if (port.TargetPort is > 0) findings.Error($"{field}.targetPort", "means nothing on a Gateway");
    }

    private static void TlsOfPort(string field, Server server, Findings findings)
    {
        var protocol = server.Port?.Protocol ?? "";
        if (ProtocolNames.IsTls(protocol))
        {
            if (server.Tls is null) findings.Error($"{field}.tls", $"is missing; a port of {protocol} needs it");
            else if (server.Tls.HttpsRedirect == true) findings.Warn($"{field}.tls.httpsRedirect", "is for ports of plain HTTP");
        }
        else if (server.Tls is { } tls && ProtocolNames.IsHttp(protocol))
        {
            if (tls is { CaCertificates.Length: > 0 } or { PrivateKey.Length: > 0 } or { ServerCertificate.Length: > 0 }
                || tls.Mode is not (null or ServerTlsSettingsTlsMode.Passthrough or ServerTlsSettingsTlsMode.AutoPassthrough))
            {
                findings.Error($"{field}.tls", "a port of plain HTTP may have httpsRedirect only");
            }
        }
        else if (server.Tls is not null && protocol.Length > 0)
        {
            findings.Error($"{field}.tls", $"a port of {protocol} cannot have TLS settings; use the protocol TLS or HTTPS");
        }
    }
}
