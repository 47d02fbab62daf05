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

    private readonly Destinations _destinations = new(
        x => port == 0 ? index.ServicesAt(0).Find(x) : null, x => context.Scope.OutboundRule(x, viewer.Labels), context.Model.Services.Aliases);

    /// <param name="onlyHost">The one service that is wanted; null: all.</param>
    public IEnumerable<BuiltHost> Build(string? onlyHost)
    {
        var services = onlyHost is null ? index.ServicesAt(port) : index.ServicesAt(port).Only(onlyHost);
        var everyOne = onlyHost is null && port is 0 or UnknownHostsPort;
        foreach (var config in everyOne ? index.VirtualServices : index.VirtualServicesFor(services)) AddVirtualService(config, services);
        foreach (var service in services.All)
        {
            if (!_taken.Contains(service.Host)) AddDefault(service);
        }
        return WithoutDoubles();
    }

    private void AddVirtualService(ConfigObject<VirtualService> config, PortServices services)
    {
        var (known, unknown) = Split(config, services);
        var numbers = known.SelectMany(HttpPorts).Distinct().Order().ToList();
        if (numbers.Count == 0 && port == UnknownHostsPort && unknown.Count > 0) numbers.Add(port);
        if (numbers.Count == 0 || RoutesOf(config) is not { } routes) return;
        foreach (var number in numbers)
        {
            foreach (var host in unknown) Add(VirtualHosts.OfUnknown(context.Memo, host, number, routes, viewer.AttemptCount));
            foreach (var service in known)
            {
                if (!HttpPorts(service).Contains(number)) continue;
                _taken.Add(service.Host);
                Add(VirtualHosts.OfService(context.Memo, NamesOf(service), number, DomainPort(number), routes, viewer.AttemptCount));
            }
        }
    }

    /// <summary>Its hosts: services that it is the one to speak for, and names that no registry knows.</summary>
    private (IReadOnlyList<Service> Known, IReadOnlyList<string> Unknown) Split(ConfigObject<VirtualService> config, PortServices services)
    {
        var known = new List<Service>();
        var unknown = new List<string>();
        foreach (var host in config.Spec.Hosts ?? [])
        {
            if (Hostnames.IsWildcard(host))
            {
                var covered = services.All.Where(x => Hostnames.Matches(host, x.Host)).ToList();
                known.AddRange(covered.Where(x => ReferenceEquals(index.WildcardOf(x.Host), config) && !known.Contains(x)));
                if (covered.Count == 0) unknown.Add(host);
            }
            else if (services.Find(host) is { } service)
            {
                known.Add(service);
            }
            else
            {
                unknown.Add(host);
            }
        }
        return (known, unknown);
    }

    /// <returns>null when none of its matches holds for this client.</returns>
    private BuiltRoutes? RoutesOf(ConfigObject<VirtualService> config)
    {
        var selected = HttpRoutes.Select(config.Spec, port, VirtualServiceIndex.MeshGateway, viewer.Labels, viewer.Namespace);
        if (selected is { Count: 0 }) return null;
        var input = new HttpRoutesInput(
            config, selected, _destinations.ViewsOf(config.Spec), port, VirtualServiceIndex.MeshGateway, Tls: false, context.Mesh.DefaultHttpRetryPolicy, viewer.ForwardedHost);
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
                service.Host, number, hash, hash is null ? [] : rule!.From.Select(x => x.Key).ToValueList(), context.Mesh.DefaultHttpRetryPolicy);
            Add(VirtualHosts.OfService(context.Memo, NamesOf(service), number, DomainPort(number), route, viewer.AttemptCount));
        }
    }

    private void Add(BuiltHost host)
    {
        if (_names.Add(host.Message.Name)) _hosts.Add(host);
    }

    /// <summary>
    /// Envoy refuses a domain that two virtual hosts have. Each keeps its full name, which comes first; any other domain goes to the first that has it.
    /// </summary>
    private IEnumerable<BuiltHost> WithoutDoubles()
    {
        var domains = new HashSet<string>(_hosts.Count * 8);
        var hasFullName = _hosts.ConvertAll(x => domains.Add(x.Message.Domains[0]));
        for (var place = 0; place < _hosts.Count; place++)
        {
            var host = _hosts[place];
            var written = host.Message.Domains;
            List<string>? narrowed = hasFullName[place] ? null : [];
            for (var i = 1; i < written.Count; i++)
            {
                if (domains.Add(written[i])) narrowed?.Add(written[i]);
                else narrowed ??= [.. written.Take(i)];
            }
            if (narrowed is null) yield return host;
            else if (narrowed.Count > 0) yield return VirtualHosts.WithDomains(context.Memo, host, narrowed.ToValueList());
        }
    }

    /// <summary>The ports that carry HTTP, or may do so.</summary>
    private List<int> HttpPorts(Service service)
    {
        var numbers = new List<int>(1);
        foreach (var candidate in service.Ports)
        {
            if ((port == 0 || candidate.Number == port) && (candidate.Protocol.IsHttp() || candidate.Protocol.IsSniffed()) && !numbers.Contains(candidate.Number))
            {
                numbers.Add(candidate.Number);
            }
        }
        return numbers;
    }

    private int DomainPort(int number) => port == 0 || viewer.Proxyless ? number : 0;

    private ServiceNames NamesOf(Service service) => ServiceNames.Of(service, _aliases, index.Egress, viewer);
}
