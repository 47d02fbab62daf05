using Envoy.Config.Listener.V3;
using Envoy.Config.Route.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Envoy.Extensions.TransportSockets.Tls.V3;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Translation.Security;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>
/// Listeners of gRPC servers that speak xDS themselves, under the names by which Istio's agent tells them to ask: <c>xds.istio.io/grpc/lds/inbound/</c> and
/// the address that the server listens on. They say who may call, and whether by mutual TLS.
/// </summary>
internal static class ProxylessServers
{
    private const string NamePrefix = "xds.istio.io/grpc/lds/inbound/";

    /// <summary>A server that takes connections on every address says so in either way.</summary>
    private static readonly string[] EveryAddress = ["0.0.0.0", "::"];

    private static readonly HttpFilter RouterFilter = HttpFilters.Filter(HttpFilters.Router, new Router());

    private sealed record Key(string Address, int Port, MutualTlsMode Mode, ListenerStyle Style, ValueList<ConfigKey> Origins);

    public static IEnumerable<Translated> Translate(ProxyContext context)
    {
        if (context.Targets.Count == 0) yield break;
        var style = ListenerStyle.Of(context);
        var tls = context.Model.PeerAuthentications.Of(context.Proxy.Namespace, context.Proxy.Labels);
        foreach (var target in context.Targets.DistinctBy(x => x.TargetPort))
        {
            ValueList<ConfigKey> origins = [target.Service.Origin, .. tls.Origins, .. style.Traits.Policies.Keys];
            foreach (var address in EveryAddress.Concat(context.OwnAddresses))
            {
                yield return context.Memo.GetOrAdd(new Key(address, target.TargetPort, tls.OfPort(target.TargetPort), style, origins), Build);
            }
        }
    }

    private static Translated Build(Key key)
    {
        var host = key.Address.Contains(':') ? $"[{key.Address}]" : key.Address;
        var listener = new Listener
        {
            Name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{NamePrefix}{host}:{key.Port}"),
            // gRPC refuses a listener for another address than its own.
            Address = Addresses.Socket(key.Address, key.Port),
            FilterChains = { new FilterChain { Name = "inbound-default", Filters = { NetworkFilters.Filter(NetworkFilters.HttpConnectionManager, Manager(key.Style)) } } },
        };
        // gRPC's chains cannot tell TLS from plain text, so that PERMISSIVE can only mean what every client can do.
        if (key.Mode == MutualTlsMode.Strict) listener.FilterChains[0].TransportSocket = InboundTls.Socket(MutualTls());
        return new(XdsType.Listener, listener.Name, listener, [.. key.Origins]);
    }

    /// <summary>Calls end here: the routes forward nothing. Tokens are not for gRPC, and a rule that asks for one makes it refuse the listener.</summary>
    private static HttpConnectionManager Manager(ListenerStyle style)
    {
        var manager = new HttpConnectionManager
        {
            StatPrefix = "inbound",
            RouteConfig = new()
            {
                Name = "inbound",
                VirtualHosts = { new VirtualHost { Name = "inbound", Domains = { "*" }, Routes = { new Route { Match = new() { Prefix = "/" }, NonForwardingAction = new() } } } },
            },
        };
        manager.HttpFilters.Add(style.Security.Rules);
        manager.HttpFilters.Add(RouterFilter);
        return manager;
    }

    private static DownstreamTlsContext MutualTls() => new()
    {
        RequireClientCertificate = true,
        CommonTlsContext = new()
        {
            TlsCertificateProviderInstance = ProxylessTls.Provider(XdsName.WorkloadSecret),
            CombinedValidationContext = new() { DefaultValidationContext = new() { CaCertificateProviderInstance = ProxylessTls.Provider(XdsName.RootSecret) } },
        },
    };
}
