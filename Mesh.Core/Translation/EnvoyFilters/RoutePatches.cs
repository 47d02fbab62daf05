using System.Globalization;
using Envoy.Config.Route.V3;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>ROUTE_CONFIGURATION, VIRTUAL_HOST and HTTP_ROUTE patches of EnvoyFilters, applied to a route configuration.</summary>
public static class RoutePatches
{
    private sealed record Key(Translated Routes, ValueList<SelectedPatch> Patches);

    /// <summary>The route configuration as the proxy gets it. Without patches for it, it is the very same.</summary>
    public static Translated Apply(ProxyContext context, Translated routes)
    {
        var patches = For(context, ContextOf(context), routes.Name);
        return patches.Count == 0 ? routes : context.Memo.GetOrAdd(new Key(routes, patches), static key =>
        {
            var patched = ((RouteConfiguration)key.Routes.Message).Clone();
            Apply(patched, key.Patches);
            return new Translated(XdsType.Route, key.Routes.Name, patched, [.. key.Routes.Origins, .. key.Patches.Select(x => x.Filter.Key).Distinct()]);
        });
    }

    /// <summary>For a route configuration that a listener carries inline: changes it, so it must be the caller's own.</summary>
    public static void ApplyInline(ProxyContext context, PatchContext patchContext, RouteConfiguration routes) => Apply(routes, For(context, patchContext, routes.Name));

    private static PatchContext ContextOf(ProxyContext context) => context.Proxy.Type == Model.ProxyType.Router ? PatchContext.Gateway : PatchContext.SidecarOutbound;

    private static ValueList<SelectedPatch> For(ProxyContext context, PatchContext patchContext, string name)
    {
        var patches = context.Patches.For(patchContext, ApplyTo.RouteConfiguration, ApplyTo.VirtualHost, ApplyTo.HttpRoute);
        return patches.Count == 0 ? patches : patches.Where(x => Matches(context, patchContext, x.Written.Match?.RouteConfiguration, name)).ToValueList();
    }

    private static bool Matches(ProxyContext context, PatchContext patchContext, RouteConfigurationMatch? match, string name)
    {
        if (match is null) return true;
        if (match.Name is { Length: > 0 } wanted && wanted != name) return false;
        if (patchContext != PatchContext.Gateway) return match.PortNumber is null or 0 || match.PortNumber == PortOf(name);
        // https.443.name.gateway.namespace names all that can be asked for, http.8080 the listening port alone.
        var parts = name.Split('.');
        var (portName, gateway) = parts is ["https", _, var port, var gatewayName, var ns, ..] ? (port, $"{ns}/{gatewayName}") : ("", "");
        return (match.PortName is not { Length: > 0 } || match.PortName == portName)
            && (match.Gateway is not { Length: > 0 } || match.Gateway == gateway)
            && (match.PortNumber is null or 0 || context.Gateways.ServersOfRoute(name).Any(x => x.Number == match.PortNumber));
    }

    /// <summary><c>80</c> or <c>inbound|80||</c>; 0 for a name that is not a port.</summary>
    private static uint PortOf(string name) =>
        uint.TryParse(name.StartsWith("inbound|", StringComparison.Ordinal) ? name.Split('|')[1] : name, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0;

    private static void Apply(RouteConfiguration routes, ValueList<SelectedPatch> patches)
    {
        foreach (var patch in patches.Where(x => x.ApplyTo == ApplyTo.RouteConfiguration)) Merge(routes, patch);
        VirtualHostPatches.Apply(routes.VirtualHosts, patches);
    }

    /// <returns>False for an operation that is no merge.</returns>
    internal static bool Merge<T>(T target, SelectedPatch patch) where T : class, Google.Protobuf.IMessage, new()
    {
        if (patch.Operation is not (PatchOperation.Merge or PatchOperation.MergeAndReplaceList)) return false;
        if (PatchValues.Read<T>(patch) is { } value) MessageMerge.Merge(target, value, patch.Operation == PatchOperation.MergeAndReplaceList);
        return true;
    }
}
