using Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Google.Protobuf.Collections;
using Mesh.Core.Config;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>What a patch does to the HTTP filters of one connection manager.</summary>
internal static class HttpFilterPatches
{
    public static void Apply(RepeatedField<HttpFilter> filters, SelectedPatch patch)
    {
        var wanted = patch.Written.Match?.Listener?.FilterChain?.Filter?.SubFilter?.Name ?? "";
        if (patch.Operation != PatchOperation.Merge)
        {
            FilterList.Change(filters, patch, wanted, x => x.Name);
            return;
        }
        if (PatchValues.Read<HttpFilter>(patch) is not { } value) return;
        foreach (var filter in filters.Where(x => wanted.Length == 0 || x.Name == wanted))
        {
            if (value.Name.Length > 0) filter.Name = value.Name;
            if (filter.TypedConfig is { } known && value.TypedConfig is { } more && FilterList.Merge(known, more) is { } merged) filter.TypedConfig = merged;
        }
    }
}
