using System.Net;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.Listeners.Outbound;

/// <summary>
/// The listeners through which a sidecar's application calls others: one per HTTP port on the wildcard address, with routes by RDS; one per address
/// and port of TCP services; and what a Sidecar's egress asks for.
/// </summary>
public static class OutboundListeners
{
    public static IEnumerable<ListenerPlan> Plan(ProxyContext context)
    {
        var table = new OutboundTable(context);
        foreach (var scope in context.Scope.Egress)
        {
            if (scope.HasPort) AddPort(context, table, scope);
            else AddCatchAll(context, table, scope);
        }
        return table.Plans();
    }

    /// <summary>A Sidecar's listener for one port: its number and protocol count, not those of the services behind it.</summary>
    private static void AddPort(ProxyContext context, OutboundTable table, EgressScope scope)
    {
        var listener = scope.Listener!;
        var number = (int)(listener.Port!.Number ?? 0);
        var bind = BindToPort(context, listener);
        if (!CanBind(context, bind, number)) return;
        var addresses = AddressesOf(context, listener, bind) is { Count: > 0 } written ? written : Wildcards.Of(context.Proxy);
        table.Enter(scope);
        foreach (var service in scope.Services)
        {
            table.Add(new(service, number, Protocols.Parse(listener.Port.Protocol), addresses, bind));
        }
    }

    /// <summary>Every port of every service that no earlier listener of the Sidecar has taken.</summary>
    private static void AddCatchAll(ProxyContext context, OutboundTable table, EgressScope scope)
    {
        table.Lock();
        table.Enter(scope);
        var bind = BindToPort(context, scope.Listener);
        var addresses = AddressesOf(context, scope.Listener, bind);
        foreach (var service in scope.Services)
        {
            foreach (var port in service.Ports)
            {
                if (!CanBind(context, bind, port.Number)) continue;
                foreach (var address in HeadlessAddresses(context, service, port, addresses))
                {
                    table.Add(new(service, port.Number, port.Protocol, address, bind));
                }
            }
        }
    }

    /// <summary>TCP of a headless service is listened to per pod, since there is no one address; others once, on <paramref name="chosen"/>.</summary>
    private static IEnumerable<ValueList<string>> HeadlessAddresses(ProxyContext context, Service service, ServicePort port, ValueList<string> chosen)
    {
        if (chosen.Count > 0 || service.Resolution != ServiceResolution.Passthrough || ServiceAddresses.Of(service, context.Proxy) is not null
            || port.Protocol.IsHttp() || port.Protocol == Protocol.Udp)
        {
            return [chosen];
        }
        var endpoints = context.Model.EndpointsOf(service.Host).OfPort(port);
        // A ServiceEntry that resolves nothing and lists nobody is meant to catch the port; a Service without pods is just empty for now.
        if (endpoints.Count == 0 && service.Registry != ServiceRegistry.Kubernetes && service.Selector is null) return [chosen];
        return endpoints.Select(x => x.Address).Distinct().Where(x => IPAddress.TryParse(x, out _) && !IsOwn(context, service, x)).Select(x => (ValueList<string>)[x]);
    }

    /// <summary>A pod that calls its own address does not come by here. Asked only where the answer can be yes, so that other proxies share their listeners.</summary>
    private static bool IsOwn(ProxyContext context, Service service, string address) =>
        context.Targets.Any(x => x.Service.Host == service.Host && x.Service.Namespace == service.Namespace) && context.OwnAddresses[0] == address;

    private static bool BindToPort(ProxyContext context, IstioEgressListener? listener) =>
        context.Proxy.Interception == InterceptionMode.None || listener?.CaptureMode == CaptureMode.None;

    private static ValueList<string> AddressesOf(ProxyContext context, IstioEgressListener? listener, bool bind)
    {
        if (listener?.Bind is { Length: > 0 } written) return [written];
        return bind ? Wildcards.LoopbackOf(context.Proxy) : [];
    }

    /// <summary>metadata UNPRIVILEGED_POD: ports below 1024 cannot be bound.</summary>
    private static bool CanBind(ProxyContext context, bool bind, int number) =>
        !bind || number is 0 or >= 1024 || !context.Proxy.Metadata.Flag("UNPRIVILEGED_POD");
}
