using System.Net;
using Istio.Networking.Nds.V1;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;
using Mesh.Core.Xds;
using static Istio.Networking.Nds.V1.NameTable.Types;

namespace Mesh.Core.Translation.Names;

/// <summary>
/// The names that the agent beside a proxy answers DNS with (metadata DNS_CAPTURE): services by their addresses, headless ones by their pods, and
/// pods with a hostname and subdomain by name.
/// </summary>
public static class NameTableTranslator
{
    private sealed record Key(Identity<SidecarScope> Scope, bool IPv6Only, bool BothFamilies, string Network, ValueList<Identity<ServiceEndpoints>> Pods);

    public static IEnumerable<Translated> Translate(ProxyContext context)
    {
        if (!context.Proxy.Metadata.Flag("DNS_CAPTURE")) return [];
        var proxy = context.Proxy;
        ValueList<Identity<ServiceEndpoints>> pods = [.. context.Scope.Services.Where(IsHeadless).Select(x => new Identity<ServiceEndpoints>(context.Model.EndpointsOf(x.Host)))];
        var key = new Key(new(context.Scope), proxy.IsIpv6Only, proxy.HasIpv4 && proxy.HasIpv6, proxy.Network, pods);
        return [context.Memo.GetOrAdd(key, _ => new Translated(XdsType.Name, "", Build(context)))];
    }

    private static bool IsHeadless(Service service) => service.Resolution == ServiceResolution.Passthrough && service.Addresses.Count == 0;

    private static NameTable Build(ProxyContext context)
    {
        var table = new NameTable();
        foreach (var service in context.Scope.Egress.SelectMany(x => x.Services))
        {
            if (service.Resolution == ServiceResolution.Alias) continue;
            var addresses = AddressesOf(context, service, table);
            if (addresses.Count > 0) Add(table, service, addresses);
        }
        return table;
    }

    /// <summary>Ranges are no answer to a question for an address.</summary>
    private static IReadOnlyList<string> AddressesOf(ProxyContext context, Service service, NameTable table)
    {
        if (ServiceAddresses.Of(service, context.Proxy) is { } own)
        {
            IEnumerable<string> all = context.Proxy.HasIpv4 && context.Proxy.HasIpv6 && service.Addresses.Count > 1 ? service.Addresses : [own];
            return [.. all.Where(x => IPAddress.TryParse(x, out _))];
        }
        if (service.Resolution != ServiceResolution.Passthrough || service.Ports.Count == 0) return [];
        var pods = context.Model.EndpointsOf(service.Host).OfPort(service.Ports[0]).Where(x => IPAddress.TryParse(x.Address, out _) && InNetwork(context.Proxy, x)).ToList();
        foreach (var pod in pods.Where(x => x.SubDomain.Length > 0)) AddPod(table, service, pod);
        return [.. pods.Select(x => x.Address)];
    }

    private static bool InNetwork(Proxy proxy, Endpoint endpoint) => proxy.Network.Length == 0 || endpoint.Network.Length == 0 || proxy.Network == endpoint.Network;

    /// <summary>As Kubernetes names pods: hostname.subdomain.namespace.svc.domain.</summary>
    private static void AddPod(NameTable table, Service service, Endpoint pod)
    {
        var dot = service.Host.IndexOf('.');
        if (dot < 0) return;
        var shortName = $"{pod.HostName}.{pod.SubDomain}";
        table.Table[shortName + service.Host[dot..]] = new NameInfo { Ips = { pod.Address }, Registry = RegistryOf(service), Namespace = service.Namespace, Shortname = shortName };
    }

    /// <summary>A Kubernetes service outweighs a ServiceEntry of its name; several ServiceEntries add up.</summary>
    private static void Add(NameTable table, Service service, IReadOnlyList<string> addresses)
    {
        if (table.Table.TryGetValue(service.Host, out var known))
        {
            if (known.Registry == RegistryOf(service) && service.Registry == ServiceRegistry.External)
            {
                known.Ips.Add(addresses.Where(x => !known.Ips.Contains(x)));
                return;
            }
            if (service.Registry == ServiceRegistry.External || known.Registry == RegistryOf(service)) return;
        }
        var info = new NameInfo { Registry = RegistryOf(service) };
        info.Ips.Add(addresses);
        if (service.Registry == ServiceRegistry.Kubernetes)
        {
            // The agent makes the shorter forms of these by itself.
            info.Namespace = service.Namespace;
            info.Shortname = service.Name;
        }
        table.Table[service.Host] = info;
    }

    private static string RegistryOf(Service service) => service.Registry == ServiceRegistry.Kubernetes ? "Kubernetes" : "External";
}
