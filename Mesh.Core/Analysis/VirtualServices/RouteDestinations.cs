using Mesh.Core.Config;

namespace Mesh.Core.Analysis.VirtualServices;

internal enum RouteKind
{
    Http,
    Mirror,
    Tls,
    Tcp,
}

/// <summary>One destination of a VirtualService, and where it is written.</summary>
internal readonly record struct RouteDestinationAt(string Field, RouteKind Kind, Destination Destination);

internal static class RouteDestinations
{
    public static IEnumerable<RouteDestinationAt> Of(VirtualService spec)
    {
        for (var i = 0; i < spec.Http?.Count; i++)
        {
            var http = spec.Http[i];
            for (var j = 0; j < http.Route?.Count; j++)
            {
                if (http.Route[j].Destination is { } destination) yield return new($"spec.http[{i}].route[{j}].destination", RouteKind.Http, destination);
            }
            if (http.Mirror is { } mirror) yield return new($"spec.http[{i}].mirror", RouteKind.Mirror, mirror);
            for (var j = 0; j < http.Mirrors?.Count; j++)
            {
                if (http.Mirrors[j].Destination is { } destination) yield return new($"spec.http[{i}].mirrors[{j}].destination", RouteKind.Mirror, destination);
            }
        }
        for (var i = 0; i < spec.Tls?.Count; i++)
        {
            for (var j = 0; j < spec.Tls[i].Route?.Count; j++)
            {
                if (spec.Tls[i].Route![j].Destination is { } destination) yield return new($"spec.tls[{i}].route[{j}].destination", RouteKind.Tls, destination);
            }
        }
        for (var i = 0; i < spec.Tcp?.Count; i++)
        {
            for (var j = 0; j < spec.Tcp[i].Route?.Count; j++)
            {
                if (spec.Tcp[i].Route![j].Destination is { } destination) yield return new($"spec.tcp[{i}].route[{j}].destination", RouteKind.Tcp, destination);
            }
        }
    }
}
