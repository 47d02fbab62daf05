using Envoy.Config.Listener.V3;
using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>LISTENER, LISTENER_FILTER, FILTER_CHAIN, NETWORK_FILTER and HTTP_FILTER patches of EnvoyFilters, applied to listeners.</summary>
public static class ListenerPatches
{
    private sealed record Key(Identity<Translated> Listener, PatchContext Context, ValueList<SelectedPatch> Patches, ValueList<SelectedPatch> Routes);

    /// <param name="Listener">null when the listener is to go.</param>
    private sealed record Patched(Translated? Listener);

    /// <summary>The listeners as the proxy gets them. A listener that no patch changes is the very same.</summary>
    public static IReadOnlyList<Translated> Apply(ProxyContext context, PatchContext patchContext, IReadOnlyList<Translated> listeners)
    {
        var patches = context.Patches.For(patchContext, ApplyTo.Listener, ApplyTo.ListenerFilter, ApplyTo.FilterChain, ApplyTo.NetworkFilter, ApplyTo.HttpFilter);
        var routes = context.Patches.For(patchContext, ApplyTo.RouteConfiguration, ApplyTo.VirtualHost, ApplyTo.HttpRoute);
        if (patches.Count == 0 && routes.Count == 0) return listeners;
        var changed = listeners.Select(x => context.Memo.GetOrAdd(new Key(new(x), patchContext, patches, routes), key => new Patched(Change(context, key))).Listener).OfType<Translated>();
        var added = patches.Where(x => x.ApplyTo == ApplyTo.Listener && x.Operation == PatchOperation.Add)
            .Select(x => (Patch: x, Listener: PatchValues.Read<Listener>(x)))
            .Where(x => x.Listener is { Name.Length: > 0 })
            .Select(x => new Translated(XdsType.Listener, x.Listener!.Name, x.Listener, x.Patch.Filter.Key));
        return [.. changed, .. added];
    }

    private static Translated? Change(ProxyContext context, Key key)
    {
        var original = key.Listener.Value;
        var listener = ((Listener)original.Message).Clone();
        foreach (var patch in key.Patches.Where(x => x.ApplyTo == ApplyTo.Listener && ListenerScope.Matches(listener, x)))
        {
            if (patch.Operation == PatchOperation.Remove) return null;
            if (patch.Operation == PatchOperation.Merge && PatchValues.Read<Listener>(patch) is { } value) MessageMerge.Merge(listener, value);
        }
        foreach (var patch in key.Patches.Where(x => x.ApplyTo == ApplyTo.ListenerFilter && ListenerScope.Matches(listener, x)))
        {
            FilterList.Change(listener.ListenerFilters, patch, patch.Written.Match?.Listener?.ListenerFilter ?? "", x => x.Name);
        }
        FilterChainPatches.Apply(context, key.Context, listener, key.Patches);
        if (listener.Equals(original.Message)) return original;
        return new(XdsType.Listener, original.Name, listener, [.. original.Origins, .. key.Patches.Concat(key.Routes).Select(x => x.Filter.Key).Distinct()]);
    }
}
