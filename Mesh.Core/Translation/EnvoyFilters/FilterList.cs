using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Config;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>What patches do to a list of filters, of whatever kind: the same operations, and the same notion of "beside that one".</summary>
internal static class FilterList
{
    /// <param name="wanted">The name of the filter that the patch speaks of; empty: any.</param>
    public static void Change<T>(RepeatedField<T> filters, SelectedPatch patch, string wanted, Func<T, string> nameOf) where T : class, IMessage, new()
    {
        if (patch.Operation == PatchOperation.Remove)
        {
            for (var place = filters.Count - 1; place >= 0 && wanted.Length > 0; place--)
            {
                if (nameOf(filters[place]) == wanted) filters.RemoveAt(place);
            }
            return;
        }
        if (patch.Operation is PatchOperation.Merge or PatchOperation.MergeAndReplaceList || PatchValues.Read<T>(patch) is not { } value) return;
        var found = IndexOf(filters, wanted, nameOf);
        switch (patch.Operation)
        {
            case PatchOperation.Add:
                filters.Add(value);
                break;
            case PatchOperation.InsertFirst:
                filters.Insert(0, value);
                break;
            case PatchOperation.InsertBefore when found >= 0:
                filters.Insert(found, value);
                break;
            case PatchOperation.InsertAfter when found >= 0:
                filters.Insert(found + 1, value);
                break;
            case PatchOperation.Replace when found >= 0 && wanted.Length > 0:
                filters[found] = value;
                break;
        }
    }

    /// <summary>MERGE of a packed configuration: into one of its own type only.</summary>
    /// <returns>null when the types differ.</returns>
    public static Any? Merge(Any target, Any patch)
    {
        if (target.TypeUrl != patch.TypeUrl || EnvoyTypes.Registry.Find(Any.GetTypeName(target.TypeUrl)) is not { } type) return null;
        var merged = type.Parser.ParseFrom(target.Value);
        MessageMerge.Merge(merged, type.Parser.ParseFrom(patch.Value));
        return TypedConfig.Pack(merged);
    }

    private static int IndexOf<T>(RepeatedField<T> filters, string wanted, Func<T, string> nameOf)
    {
        for (var place = 0; place < filters.Count; place++)
        {
            if (wanted.Length == 0 || nameOf(filters[place]) == wanted) return place;
        }
        return -1;
    }
}
