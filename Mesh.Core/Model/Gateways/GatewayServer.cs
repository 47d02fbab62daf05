using Mesh.Core.Config;

namespace Mesh.Core.Model.Gateways;

/// <summary>One server of a Gateway on one port of a router. Compared by reference.</summary>
public sealed class GatewayServer(ConfigObject<GatewayConfig> gateway, Server server, int targetPort, IReadOnlyList<string> hosts, string routeName)
{
    public ConfigObject<GatewayConfig> Gateway { get; } = gateway;

    public Server Server { get; } = server;

    /// <summary>As VirtualServices name it: <c>namespace/name</c>.</summary>
    public string GatewayName { get; } = $"{gateway.Namespace}/{gateway.Name}";

    public Protocol Protocol { get; } = Protocols.Parse(server.Port?.Protocol);

    /// <summary>The port that users see, which VirtualServices match and virtual hosts are named by.</summary>
    public int Number { get; } = (int)(server.Port?.Number ?? 0);

    /// <summary>The port that the router listens on.</summary>
    public int TargetPort { get; } = targetPort;

    public string Bind { get; } = server.Bind ?? "";

    /// <summary>As <c>namespace/host</c> (the namespace may be <c>*</c>) or a plain host, which any namespace may claim.</summary>
    public IReadOnlyList<string> Hosts { get; } = hosts;

    /// <summary><c>http.80</c>, <c>https.443.name.gateway.namespace</c>; empty for a server that has no HTTP routes.</summary>
    public string RouteName { get; } = routeName;

    /// <summary>False for plain HTTP, where tls only says whether to redirect.</summary>
    public bool IsTls => Server.Tls is not null && !Protocol.IsHttp();

    /// <summary>TLS goes on as it came, chosen by SNI.</summary>
    public bool IsPassthrough => Server.Tls?.Mode is ServerTlsSettingsTlsMode.AutoPassthrough
        || (Server.Tls is { } tls && tls.Mode is null or ServerTlsSettingsTlsMode.Passthrough && IsTls);

    public bool TerminatesHttps => Protocol == Protocol.Https && Server.Tls is not null && !IsPassthrough;

    public bool RedirectsToHttps => Server.Tls?.HttpsRedirect == true;

    /// <summary>The hosts without their namespaces.</summary>
    public IEnumerable<string> PlainHosts => Hosts.Select(HostOf);

    /// <summary>True when a VirtualService of <paramref name="owner"/> may answer for <paramref name="host"/> here.</summary>
    public bool Admits(string host, string owner) => Hosts.Any(x => NamespaceOf(x) is var ns && (ns == "*" || ns == owner) && Hostnames.Matches(host, HostOf(x)));

    public static string HostOf(string written) => written.IndexOf('/') is var slash and >= 0 ? written[(slash + 1)..] : written;

    public static string NamespaceOf(string written) => written.IndexOf('/') is var slash and >= 0 ? written[..slash] : "*";
}

/// <summary>All servers that share one listening port, address and protocol of a router, in the order of their Gateways' age.</summary>
/// <param name="Number">The port that the router listens on.</param>
/// <param name="Bind">Empty: the wildcard address.</param>
public sealed record GatewayPort(int Number, string Bind, string ProtocolName, string RouteName, IReadOnlyList<GatewayServer> Servers)
{
    public Protocol Protocol { get; } = Protocols.Parse(ProtocolName);
}
