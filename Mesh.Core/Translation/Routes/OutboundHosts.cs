using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Routes;

/// <summary>
/// The virtual hosts of one port of one egress listener. VirtualServices come first, in the order of their precedence; a host that two of them name
/// goes to the first that has a route for this client. Services that none took get their default route.
/// </summary>
/// <param name="port">0: all ports of all services.</param>
internal sealed class OutboundHosts(ProxyContext context, RouteViewer viewer, EgressIndex index, int port)
{
    /// <summary>Where VirtualServices of hosts that no registry knows are answered.</summary>
    private const int UnknownHostsPort = 80;

    private readonly ServiceAliases _aliases = context.Model.Services.Aliases;
    private readonly List<BuiltHost> _hosts = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _taken = [];
    private readonly HashSet<string> _domains = [];

    private readonly Destinations _destinations = new(
        x => port == 0 ? index.ServicesAt(0).GetValueOrDefault(x) : null,
        x => context.Scope.OutboundRule(x, viewer.Labels),
        context.Model.Services.Aliases,
        port);

    /// <param name="onlyHost">The one service that is wanted; null: all.</param>
    public IEnumerable<BuiltHost> Build(string? onlyHost)
    {
        var services = index.ServicesAt(port);
        if (onlyHost is not null)
        {
            services = services.TryGetValue(onlyHost, out var only) ? new Dictionary<string, Service> { [onlyHost] = only } : new Dictionary<string, Service>();
        }
        var everyOne = onlyHost is null && port is 0 or UnknownHostsPort;
        var configs = everyOne ? index.VirtualServices : index.VirtualServicesFor(services.Keys);
        foreach (var config in configs) AddVirtualService(config, services);
        foreach (var service in services.Values)
        {
            if (!_taken.Contains(service.Host)) AddDefault(service);
        }
        return WithoutDoubles();
    }

    private void AddVirtualService(ConfigObject<VirtualService> config, IReadOnlyDictionary<string, Service> services)
    {
        var (known, unknown) = Split(config, services);
        var ports = known.SelectMany(x => HttpPorts(x).Select(y => (Service: x, Port: y))).ToLookup(x => x.Port, x => x.Service);
        IEnumerable<int> numbers = ports.Count > 0 ? ports.Select(x => x.Key).Order() : port == UnknownHostsPort && unknown.Count > 0 ? [port] : [];
        foreach (var number in numbers)
        {
            if (RoutesOf(config) is not { } routes) return;
            foreach (var host in unknown) Add(VirtualHosts.OfUnknown(context.Memo, host, number, routes, viewer.AttemptCount));
            foreach (var service in ports[number])
            {
                _taken.Add(service.Host);
                Add(VirtualHosts.OfService(context.Memo, NamesOf(service), service.Origin, number, DomainPort(number), routes, viewer.AttemptCount));
            }
        }
    }

    /// <summary>Its hosts: services that it is the one to speak for, and names that no registry knows.</summary>
    private (IReadOnlyList<Service> Known, IReadOnlyList<string> Unknown) Split(ConfigObject<VirtualService> config, IReadOnlyDictionary<string, Service> services)
    {
        var known = new List<Service>();
        var unknown = new List<string>();
        foreach (var host in config.Spec.Hosts ?? [])
        {
            if (Hostnames.IsWildcard(host))
            {
                var covered = services.Values.Where(x => Hostnames.Matches(host, x.Host)).ToList();
                known.AddRange(covered.Where(x => ReferenceEquals(index.WildcardOf(x.Host), config)));
                if (covered.Count == 0) unknown.Add(host);
            }
            else if (services.TryGetValue(host, out var service))
            {
                known.Add(service);
            }
            else
            {
                unknown.Add(host);
            }
        }
        return ([.. known.Distinct()], unknown);
    }

    /// <returns>null when none of its matches holds for this client.</returns>
    private BuiltRoutes? RoutesOf(ConfigObject<VirtualService> config)
    {
        var selected = HttpRoutes.Select(config.Spec, port, VirtualServiceIndex.MeshGateway, viewer.Labels, viewer.Namespace);
        if (selected.Count == 0) return null;
        var input = new HttpRoutesInput(
            config, selected, config.Spec.Http!.Select(_destinations.Resolve).ToValueList(), port, VirtualServiceIndex.MeshGateway, Tls: false, viewer.Proxyless,
            context.Mesh.DefaultHttpRetryPolicy);
        var routes = context.Memo.GetOrAdd(input, x => HttpRoutes.Build(x, context.Model.VirtualServices.OriginsOf(x.Config)));
        return routes.Routes.Count > 0 ? routes : null;
    }

    private void AddDefault(Service service)
    {
        foreach (var number in HttpPorts(service))
        {
            var rule = context.Scope.OutboundRule(service.Host, viewer.Labels);
            var hash = HashPolicies.Of(rule?.Rule, null, number);
            var route = new DefaultRouteInput(
                service.Host, number, hash, hash is null ? [] : rule!.From.Select(x => x.Key).ToValueList(), context.Mesh.DefaultHttpRetryPolicy, viewer.Proxyless);
            Add(VirtualHosts.OfService(context.Memo, NamesOf(service), service.Origin, number, DomainPort(number), route, viewer.AttemptCount));
        }
    }

    private void Add(BuiltHost host)
    {
        if (_names.Add(host.Message.Name)) _hosts.Add(host);
    }

    /// <summary>Envoy refuses a domain that two virtual hosts have: the first keeps it, and a shortcut gives way to a full name wherever that stands.</summary>
    private IEnumerable<BuiltHost> WithoutDoubles()
    {
        var fullNames = _hosts.Select(x => x.Message.Domains[0]).ToHashSet();
        foreach (var host in _hosts)
        {
            var kept = new List<string>(host.Message.Domains.Count);
            foreach (var domain in host.Message.Domains)
            {
                if (!(host.Shortcuts.Contains(domain) && fullNames.Contains(domain)) && _domains.Add(domain)) kept.Add(domain);
            }
            if (kept.Count == host.Message.Domains.Count) yield return host;
            else if (kept.Count > 0) yield return VirtualHosts.WithDomains(context.Memo, host, kept.ToValueList());
        }
    }

    private IEnumerable<int> HttpPorts(Service service) => port == 0
        ? service.Ports.Where(IsHttp).Select(x => x.Number).Distinct()
        : service.Ports.Any(x => x.Number == port && IsHttp(x)) ? [port] : [];

    private static bool IsHttp(ServicePort port) => port.Protocol.IsHttp() || port.Protocol.IsSniffed();

    private int DomainPort(int number) => port == 0 || viewer.Proxyless ? number : 0;

    private ServiceNames NamesOf(Service service) => ServiceNames.Of(service, _aliases, viewer);
}
