using System.Globalization;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>
/// The outbound listeners that are being planned, by address and port, and who wins where two services want one: HTTP services of a port share it
/// (their hosts tell them apart), HTTP and TCP live side by side by sniffing, and of two TCP services that cannot be told apart the older stays.
/// </summary>
internal sealed class OutboundTable(ProxyContext context)
{
    private static readonly ChainMatch SniffedHttp = new() { ApplicationProtocols = Alpn.PlaintextHttp, TransportProtocol = "raw_buffer" };

    private readonly Dictionary<(string Address, int Port), Entry> _entries = [];
    private readonly List<Entry> _order = [];
    private readonly ValueList<string> _wildcards = Wildcards.Of(context.Proxy);
    private TcpChains _tcp = new(context, []);

    /// <summary>What is being planned for one address and port.</summary>
    private sealed class Entry(ValueList<string> addresses, int port, bool bindToPort)
    {
        public ValueList<string> Addresses { get; } = addresses;
        public int Port { get; } = port;
        public bool BindToPort { get; } = bindToPort;
        public bool Locked { get; set; }
        public ChainPlan? Http { get; set; }
        public List<ChainPlan> Tcp { get; } = [];
        public List<ConfigKey> Origins { get; } = [];
    }

    /// <summary>What follows obeys the VirtualServices of this scope.</summary>
    public void Enter(EgressScope scope) => _tcp = new(context, scope.VirtualServices);

    /// <summary>What a Sidecar's earlier listeners took is theirs alone.</summary>
    public void Lock()
    {
        foreach (var entry in _order) entry.Locked = true;
    }

    public void Add(OutboundPort port)
    {
        if (port.Service.Resolution == ServiceResolution.Alias || port.Kind == PortKind.None || IsReserved(port)) return;
        var (addresses, cidr) = port.Kind == PortKind.Http ? (port.Addresses.Count > 0 ? port.Addresses : _wildcards, "") : TcpAddresses(port);
        if (!_entries.TryGetValue((addresses[0], port.Number), out var entry))
        {
            entry = _entries[(addresses[0], port.Number)] = new(addresses, port.Number, port.BindToPort);
            _order.Add(entry);
        }
        if (entry.Locked || IsTakenByOtherKind(entry, port)) return;
        if (port.Kind != PortKind.Tcp) AddHttp(entry, port);
        if (port.Kind != PortKind.Http) AddTcp(entry, port, cidr);
    }

    public IEnumerable<ListenerPlan> Plans()
    {
        var fallthrough = CatchAll.Plan(context);
        return _order.Select(x => PlanOf(x, fallthrough));
    }

    private static ListenerPlan PlanOf(Entry entry, TcpPlan fallthrough)
    {
        List<ChainPlan> chains = [.. entry.Tcp];
        if (entry.Http is { } http)
        {
            // A listener that the application connects to by itself gets no foreign traffic, so there is nothing to sniff.
            chains.Insert(0, entry.BindToPort ? http : http with { Match = SniffedHttp });
        }
        return new(entry.Addresses, entry.Port, entry.BindToPort, [.. chains])
        {
            Fallthrough = chains.Any(x => x.Match.IsAll) ? null : fallthrough,
            Origins = [.. entry.Origins],
        };
    }

    private void AddHttp(Entry entry, OutboundPort port)
    {
        if (entry.Http is not null) return;
        // A sniffed service on an address of its own has routes of its own; all others of a port share a route configuration.
        var own = port.Kind == PortKind.Auto && entry.Addresses[0] != _wildcards[0];
        var number = port.Number.ToString(CultureInfo.InvariantCulture);
        var routes = port.Number == 0 ? entry.Addresses[0] : own ? $"{port.Service.Host}:{number}" : number;
        entry.Http = new(ChainMatch.All, new HttpPlan($"outbound_{entry.Addresses[0]}_{number}", routes) { Protocol = port.Protocol, Port = port.Number });
        if (own) entry.Origins.Add(port.Service.Origin);
    }

    private void AddTcp(Entry entry, OutboundPort port, string cidr)
    {
        foreach (var chain in _tcp.Of(port, entry.Addresses[0], cidr))
        {
            if (entry.Tcp.Any(x => x.Match == chain.Match)) continue;
            entry.Tcp.Add(chain);
            if (chain.Config is { } config) entry.Origins.Add(config);
            if (!entry.Origins.Contains(port.Service.Origin)) entry.Origins.Add(port.Service.Origin);
        }
    }

    /// <summary>Without sniffing, a port speaks either HTTP or something else: what came first.</summary>
    private static bool IsTakenByOtherKind(Entry entry, OutboundPort port) =>
        entry.BindToPort && (port.Kind == PortKind.Http ? entry.Tcp.Count > 0 : entry.Http is not null);

    /// <summary>A range of addresses cannot be bound: the wildcard is, and the chain matches the range.</summary>
    private (ValueList<string> Addresses, string Cidr) TcpAddresses(OutboundPort port)
    {
        if (port.Addresses.Count > 0) return (port.Addresses, "");
        var address = ServiceAddresses.Of(port.Service, context.Proxy);
        if (address is null) return (_wildcards, "");
        return address.Contains('/') ? (_wildcards, address) : ([address], "");
    }

    /// <summary>Ports of the proxy itself, which a listener on all addresses would take from it.</summary>
    private bool IsReserved(OutboundPort port)
    {
        var wildcard = port.Addresses.Count > 0 ? port.Addresses[0] == _wildcards[0] : port.Kind == PortKind.Http;
        return wildcard && ReservedPorts.Contains(context, port.Number);
    }
}
