using System.Globalization;
using Envoy.Config.Core.V3;
using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Http.Fault.V3;
using Envoy.Extensions.Filters.Http.Router.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Model;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Proxyless;

/// <summary>
/// Listeners of gRPC applications that speak xDS themselves (metadata GENERATOR=grpc): one for each name by which a service's port can be dialled,
/// <c>xds:///host:port</c>, with an api_listener that leads to the port's route configuration.
/// </summary>
internal static class ProxylessListeners
{
    /// <summary>gRPC understands these two; without the router a client refuses the listener.</summary>
    private static readonly HttpFilter[] Filters =
    [
        Filter("envoy.filters.http.fault", new HTTPFault()),
        Filter("envoy.filters.http.router", new Router()),
    ];

    public static IEnumerable<Translated> Translate(ProxyContext context)
    {
        foreach (var service in context.Scope.Services)
        {
            foreach (var port in service.Ports.Where(x => x.Protocol.IsHttp() || x.Protocol.IsSniffed()))
            {
                foreach (var name in Names(service, context.Proxy.Namespace)) yield return Listener(context, service, port, name);
            }
        }
    }

    /// <summary>The full host, and of a Kubernetes service the forms that a client's resolver would complete.</summary>
    private static IEnumerable<string> Names(Service service, string viewer)
    {
        yield return service.Host;
        if (service.Registry != ServiceRegistry.Kubernetes) yield break;
        yield return $"{service.Name}.{service.Namespace}.svc";
        yield return $"{service.Name}.{service.Namespace}";
        if (service.Namespace == viewer) yield return service.Name;
    }

    private static Translated Listener(ProxyContext context, Service service, ServicePort port, string host) =>
        context.Memo.GetOrAdd(new Key(service, port, host), static key => new Translated(
            XdsType.Listener,
            NameOf(key),
            new Listener
            {
                Name = NameOf(key),
                ApiListener = new() { ApiListener_ = Pack(Manager(XdsName.Outbound(key.Port.Number, "", key.Service.Host))) },
            },
            key.Service.Origin));

    private static string NameOf(Key key) => string.Create(CultureInfo.InvariantCulture, $"{key.Host}:{key.Port.Number}");

    private static HttpConnectionManager Manager(string route) => new()
    {
        StatPrefix = route,
        Rds = new() { RouteConfigName = route, ConfigSource = new() { Ads = new(), ResourceApiVersion = ApiVersion.V3 } },
        HttpFilters = { Filters },
    };

    private static HttpFilter Filter(string name, IMessage config) => new() { Name = name, TypedConfig = Pack(config) };

    private static Any Pack(IMessage message) => new()
    {
        TypeUrl = $"type.googleapis.com/{message.Descriptor.FullName}",
        Value = ByteString.CopyFrom(Deterministic.Bytes(message)),
    };

    private sealed record Key(Service Service, ServicePort Port, string Host);
}
