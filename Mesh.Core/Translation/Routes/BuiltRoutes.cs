using Envoy.Config.Route.V3;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.Routes;

/// <summary>The routes of one VirtualService, shared by every virtual host that they serve. Compared by reference.</summary>
internal sealed class BuiltRoutes(IReadOnlyList<Route> routes, IReadOnlyList<ConfigKey> origins)
{
    public IReadOnlyList<Route> Routes { get; } = routes;

    public IReadOnlyList<ConfigKey> Origins { get; } = origins;
}
