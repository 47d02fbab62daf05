using System.Globalization;
using Envoy.Config.Route.V3;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Routes;

/// <summary>The name of a route's spans, and the object that a route came from.</summary>
internal static class Decorators
{
    /// <summary><c>host:port/path</c> of the one destination; of several, or none, the VirtualService's own name stands for the host.</summary>
    public static Decorator Of(Route route, string configName, int port)
    {
        var destination = route.Route_?.Cluster is { Length: > 0 } cluster ? XdsName.ParseOutbound(cluster) : null;
        var (host, number) = destination is { } known ? (known.Host, known.Port) : (configName, port);
        return new() { Operation = string.Create(CultureInfo.InvariantCulture, $"{host}:{number}{PathOf(route.Match)}") };
    }

    private static string PathOf(RouteMatch match) => match.PathSpecifierCase switch
    {
        RouteMatch.PathSpecifierOneofCase.Prefix => $"{match.Prefix}*",
        RouteMatch.PathSpecifierOneofCase.PathSeparatedPrefix => $"{match.PathSeparatedPrefix}*",
        RouteMatch.PathSpecifierOneofCase.Path => match.Path,
        RouteMatch.PathSpecifierOneofCase.SafeRegex => match.SafeRegex.Regex,
        _ => "/*",
    };
}
