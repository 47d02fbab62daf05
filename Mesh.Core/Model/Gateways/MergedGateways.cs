using System.Globalization;
using Mesh.Core.Config;

namespace Mesh.Core.Model.Gateways;

/// <summary>
/// All Gateways that select one router as one: which servers share a port, and which lose. Plain HTTP servers of a port merge, TLS servers of a
/// port merge (chosen by SNI), everything else is a conflict that the older server wins.
/// </summary>
public sealed class MergedGateways
{
    public static readonly MergedGateways None = new();

    private readonly List<GatewayPort> _ports = [];
    private readonly Dictionary<string, List<GatewayServer>> _routes = [];
    private readonly List<string> _rejections = [];

    private readonly HashSet<int> _usedPorts = [];
    private readonly Dictionary<int, PortKey> _plainText = [];
    private readonly Dictionary<PortKey, List<GatewayServer>> _merged = [];
    private readonly Dictionary<int, Dictionary<string, string>> _tlsHosts = [];

    private MergedGateways()
    {
    }

    private readonly record struct PortKey(int Number, string Protocol, string Bind);

    /// <summary>In the order in which they were first named.</summary>
    public IReadOnlyList<GatewayPort> Ports => _ports;

    /// <summary>Names of the route configurations, in the order of their servers.</summary>
    public IEnumerable<string> RouteNames => _routes.Keys;

    /// <summary>Why some servers were left out, in words.</summary>
    public IReadOnlyList<string> Rejections => _rejections;

    /// <summary>A server lets each SNI name of the form <c>outbound_.port_.subset_.host</c> pass to its cluster.</summary>
    public bool AutoPassthrough { get; private set; }

    /// <summary>The servers whose virtual hosts make up a route configuration; empty for an unknown name.</summary>
    public IReadOnlyList<GatewayServer> ServersOfRoute(string routeName) => _routes.GetValueOrDefault(routeName, []);

    /// <param name="byAge">All Gateways, the oldest first.</param>
    /// <param name="targets">The router's own Services, which translate a server's port to the port to listen on.</param>
    public static MergedGateways Of(Proxy proxy, IEnumerable<ConfigObject<GatewayConfig>> byAge, IReadOnlyList<ServiceTarget> targets)
    {
        var merged = new MergedGateways();
        foreach (var gateway in byAge)
        {
            if (gateway.Spec.Selector is { Count: > 0 } selector && !Selectors.Selects(selector, proxy.Labels)) continue;
            foreach (var server in gateway.Spec.Servers ?? [])
            {
                if (server.Port is null) continue;
                merged.Add(ServerOf(gateway, server, TargetPortOf((int)(server.Port.Number ?? 0), targets)));
            }
        }
        merged.Finish();
        return merged;
    }

    /// <summary>Through the oldest of the router's Services that has the port; the port itself when none has.</summary>
    private static int TargetPortOf(int number, IReadOnlyList<ServiceTarget> targets) =>
        targets.FirstOrDefault(x => x.Port.Number == number)?.TargetPort ?? number;

    private static GatewayServer ServerOf(ConfigObject<GatewayConfig> gateway, Server server, int targetPort)
    {
        IReadOnlyList<string> hosts = [.. (server.Hosts ?? []).Select(x => x.StartsWith("./", StringComparison.Ordinal) ? $"{gateway.Namespace}/{x[2..]}" : x)];
        return new(gateway, server, targetPort, hosts, RouteNameOf(gateway, server, targetPort));
    }

    private static string RouteNameOf(ConfigObject<GatewayConfig> gateway, Server server, int targetPort)
    {
        var bind = server.Bind is { Length: > 0 } address ? "." + address : "";
        var unnamed = new GatewayServer(gateway, server, targetPort, [], "");
        if (unnamed.Protocol.IsHttp()) return string.Create(CultureInfo.InvariantCulture, $"http.{targetPort}{bind}");
        return unnamed.TerminatesHttps
            ? string.Create(CultureInfo.InvariantCulture, $"https.{unnamed.Number}.{server.Port?.Name}.{gateway.Name}.{gateway.Namespace}{bind}")
            : "";
    }

    private void Add(GatewayServer server)
    {
        if (server.Server.Tls is not null)
        {
            if (HasDuplicateHost(server)) return;
            AutoPassthrough |= server.Server.Tls.Mode == ServerTlsSettingsTlsMode.AutoPassthrough;
        }
        var key = new PortKey(server.TargetPort, server.Server.Port?.Protocol ?? "", server.Bind);
        if (_usedPorts.Add(server.TargetPort))
        {
            if (!server.IsTls) _plainText[server.TargetPort] = key;
            Place(key, server);
        }
        else if (_plainText.TryGetValue(server.TargetPort, out var plain))
        {
            AddToPlainText(server, key, plain);
        }
        else
        {
            AddToTls(server, key);
        }
    }

    private void AddToPlainText(GatewayServer server, PortKey key, PortKey plain)
    {
        if (plain.Bind != key.Bind)
        {
            Place(key, server);
            return;
        }
        if (!Protocols.Parse(plain.Protocol).IsHttp() || !server.Protocol.IsHttp()) Reject(server, $"port {key.Number} is taken by a server of protocol {plain.Protocol}");
        else Place(plain, server);
    }

    private void AddToTls(GatewayServer server, PortKey key)
    {
        if (!server.IsTls) Reject(server, $"port {key.Number} is taken by a TLS server");
        else if (server.TerminatesHttps && _routes.ContainsKey(server.RouteName)) Reject(server, $"another HTTPS server of port {server.Number} has the port name \"{server.Server.Port?.Name}\"");
        else Place(key, server);
    }

    private void Place(PortKey key, GatewayServer server)
    {
        if (!_merged.TryGetValue(key, out var servers)) _merged[key] = servers = [];
        servers.Add(server);
        if (server.RouteName.Length == 0) return;
        if (!_routes.TryGetValue(server.RouteName, out var routed)) _routes[server.RouteName] = routed = [];
        routed.Add(server);
    }

    /// <summary>Envoy refuses filter chains with equal matches, so a host may stand for SNI once a port and address.</summary>
    private bool HasDuplicateHost(GatewayServer server)
    {
        if (!_tlsHosts.TryGetValue(server.TargetPort, out var known)) _tlsHosts[server.TargetPort] = known = [];
        var duplicates = server.PlainHosts.Where(x => known.TryGetValue(x, out var bind) && bind == server.Bind).ToList();
        if (duplicates.Count > 0)
        {
            Reject(server, $"the host {string.Join(", ", duplicates)} is served on port {server.TargetPort} already");
            return true;
        }
        foreach (var host in server.PlainHosts) known[host] = server.Bind;
        return false;
    }

    private void Reject(GatewayServer server, string reason) => _rejections.Add($"Gateway {server.GatewayName}, server on port {server.Number}: {reason}");

    private void Finish()
    {
        foreach (var (key, servers) in _merged) _ports.Add(new(key.Number, key.Bind, key.Protocol, servers[0].RouteName, servers));
    }
}
