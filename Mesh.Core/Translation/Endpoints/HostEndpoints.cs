using Mesh.Core.Model;

namespace Mesh.Core.Translation.Endpoints;

/// <summary>The endpoints that stand behind one service, where several namespaces describe services of its host.</summary>
internal static class HostEndpoints
{
    private sealed record Key(ServiceEndpoints Endpoints, string Namespace);

    /// <summary>Nobody may add endpoints to a service of another namespace by taking its name.</summary>
    public static ServiceEndpoints Of(ProxyContext context, Service service)
    {
        var endpoints = context.Model.EndpointsOf(service.Host);
        foreach (var other in context.Model.Services.OfHost(service.Host))
        {
            if (other.Namespace != service.Namespace) return context.Memo.GetOrAdd(new Key(endpoints, service.Namespace), Within);
        }
        return endpoints;
    }

    private static ServiceEndpoints Within(Key key) => new(key.Endpoints.Host, [.. key.Endpoints.All.Where(x => x.Namespace == key.Namespace)]);
}
