using Envoy.Config.Listener.V3;
using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Mesh.Core.Config;
using Mesh.Core.Translation.Listeners;
using Mesh.Core.Values;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>What patches do to the filter chains of a listener, and to the filters in them.</summary>
internal static class FilterChainPatches
{
    public static void Apply(ProxyContext context, PatchContext patchContext, Listener listener, ValueList<SelectedPatch> patches)
    {
        for (var place = 0; place < listener.FilterChains.Count;)
        {
            if (Change(context, patchContext, listener, listener.FilterChains[place], patches)) place++;
            else listener.FilterChains.RemoveAt(place);
        }
        if (listener.DefaultFilterChain is { } last && !Change(context, patchContext, listener, last, patches)) listener.DefaultFilterChain = null;
        foreach (var patch in patches.Where(x => x.ApplyTo == ApplyTo.FilterChain && x.Operation == PatchOperation.Add && ListenerScope.Matches(listener, x)))
        {
            if (PatchValues.Read<FilterChain>(patch) is { } added) listener.FilterChains.Add(added);
        }
    }

    /// <returns>False when the chain is to go.</returns>
    private static bool Change(ProxyContext context, PatchContext patchContext, Listener listener, FilterChain chain, ValueList<SelectedPatch> patches)
    {
        foreach (var patch in patches.Where(x => x.ApplyTo == ApplyTo.FilterChain && ListenerScope.Matches(listener, chain, x)))
        {
            if (patch.Operation == PatchOperation.Remove) return false;
            if (patch.Operation == PatchOperation.Merge && PatchValues.Read<FilterChain>(patch) is { } value) MessageMerge.Merge(chain, value);
        }
        var own = patches.Where(x => x.ApplyTo is ApplyTo.NetworkFilter or ApplyTo.HttpFilter && ListenerScope.Matches(listener, chain, x)).ToList();
        foreach (var patch in own.Where(x => x.ApplyTo == ApplyTo.NetworkFilter)) FilterList.Change(chain.Filters, patch, NameOf(patch), x => x.Name);
        foreach (var filter in chain.Filters) Change(context, patchContext, filter, own);
        return true;
    }

    private static void Change(ProxyContext context, PatchContext patchContext, Filter filter, List<SelectedPatch> patches)
    {
        foreach (var patch in patches.Where(x => x.ApplyTo == ApplyTo.NetworkFilter && x.Operation == PatchOperation.Merge && IsOf(x, filter)))
        {
            if (PatchValues.Read<Filter>(patch) is not { } value) continue;
            if (value.Name.Length > 0) filter.Name = value.Name;
            if (filter.TypedConfig is { } known && value.TypedConfig is { } more && FilterList.Merge(known, more) is { } merged) filter.TypedConfig = merged;
        }
        if (filter.Name != NetworkFilters.HttpConnectionManager || filter.TypedConfig is not { } packed || !packed.TryUnpack<HttpConnectionManager>(out var manager)) return;
        if (manager.RouteConfig is { } routes) RoutePatches.ApplyInline(context, patchContext, routes);
        foreach (var patch in patches.Where(x => x.ApplyTo == ApplyTo.HttpFilter && IsOf(x, filter))) HttpFilterPatches.Apply(manager.HttpFilters, patch);
        filter.TypedConfig = TypedConfig.Pack(manager);
    }

    private static bool IsOf(SelectedPatch patch, Filter filter) => NameOf(patch) is var name && (name.Length == 0 || name == filter.Name);

    private static string NameOf(SelectedPatch patch) => patch.Written.Match?.Listener?.FilterChain?.Filter?.Name ?? "";
}
