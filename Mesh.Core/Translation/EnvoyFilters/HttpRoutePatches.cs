using Envoy.Config.Route.V3;
using Google.Protobuf.Collections;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>What patches do to the routes of one virtual host: changes and removals first, then additions where the patch says.</summary>
internal static class HttpRoutePatches
{
    public static void Apply(RepeatedField<Route> routes, ValueList<SelectedPatch> patches)
    {
        for (var place = 0; place < routes.Count;)
        {
            if (Change(routes[place], patches)) place++;
            else routes.RemoveAt(place);
        }
        foreach (var patch in patches) Add(routes, patch);
    }

    /// <returns>False when the route is to go.</returns>
    private static bool Change(Route route, ValueList<SelectedPatch> patches)
    {
        foreach (var patch in patches)
        {
            if (!Matches(route, patch)) continue;
            if (patch.Operation == PatchOperation.Remove) return false;
            RoutePatches.Merge(route, patch);
        }
        return true;
    }

    /// <summary>Beside the first route that matches; at the begin or the end where the patch asks for none; nowhere when there is none.</summary>
    private static void Add(RepeatedField<Route> routes, SelectedPatch patch)
    {
        if (patch.Operation is not (PatchOperation.Add or PatchOperation.InsertAfter or PatchOperation.InsertBefore or PatchOperation.InsertFirst)) return;
        if (PlaceOf(routes, patch) is not (>= 0 and var place) || PatchValues.Read<Route>(patch) is not { } added) return;
        routes.Insert(place, added);
    }

    /// <returns>-1: nowhere.</returns>
    private static int PlaceOf(RepeatedField<Route> routes, SelectedPatch patch)
    {
        if (patch.Operation == PatchOperation.Add) return routes.Count;
        var anywhere = RouteMatchOf(patch) is null;
        if (anywhere) return patch.Operation == PatchOperation.InsertAfter ? routes.Count : 0;
        for (var place = 0; place < routes.Count; place++)
        {
            if (!Matches(routes[place], patch)) continue;
            return patch.Operation switch { PatchOperation.InsertAfter => place + 1, PatchOperation.InsertBefore => place, _ => 0 };
        }
        return -1;
    }

    private static VirtualHostMatchRouteMatch? RouteMatchOf(SelectedPatch patch) => patch.Written.Match?.RouteConfiguration?.Vhost?.Route;

    private static bool Matches(Route route, SelectedPatch patch)
    {
        if (RouteMatchOf(patch) is not { } match) return true;
        if (match.Name is { Length: > 0 } && match.Name != route.Name) return false;
        return match.Action switch
        {
            RouteMatchAction.Route => route.ActionCase == Route.ActionOneofCase.Route_,
            RouteMatchAction.Redirect => route.ActionCase == Route.ActionOneofCase.Redirect,
            RouteMatchAction.DirectResponse => route.ActionCase == Route.ActionOneofCase.DirectResponse,
            _ => true,
        };
    }
}
