using System.Collections;
using System.Globalization;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>
/// MERGE of an EnvoyFilter: fields that the patch sets replace, messages merge, lists grow, map entries are put in their place. A duration, a
/// timestamp, a free-form value and a packed message count as one value.
/// </summary>
public static class MessageMerge
{
    private static readonly HashSet<string> Whole = [Duration.Descriptor.FullName, Timestamp.Descriptor.FullName, Struct.Descriptor.FullName, Value.Descriptor.FullName, Any.Descriptor.FullName];

    /// <param name="replaceLists">MERGE_AND_REPLACE_LIST: a list that the patch sets takes the place of the old one.</param>
    public static void Merge(IMessage target, IMessage patch, bool replaceLists = false)
    {
        foreach (var field in patch.Descriptor.Fields.InFieldNumberOrder())
        {
            var value = field.Accessor.GetValue(patch);
            if (field.IsMap) MergeMap((IDictionary)field.Accessor.GetValue(target), (IDictionary)value);
            else if (field.IsRepeated) MergeList((IList)field.Accessor.GetValue(target), (IList)value, replaceLists);
            else if (IsSet(field, patch, value)) MergeSingle(target, field, value, replaceLists);
        }
    }

    private static void MergeSingle(IMessage target, FieldDescriptor field, object value, bool replaceLists)
    {
        if (value is IMessage message)
        {
            if (field.Accessor.GetValue(target) is IMessage known && !Whole.Contains(field.MessageType.FullName)) Merge(known, message, replaceLists);
            else field.Accessor.SetValue(target, Copy(message));
        }
        else
        {
            field.Accessor.SetValue(target, value);
        }
    }

    private static void MergeMap(IDictionary target, IDictionary patch)
    {
        foreach (DictionaryEntry entry in patch) target[entry.Key] = Copy(entry.Value);
    }

    private static void MergeList(IList target, IList patch, bool replace)
    {
        if (replace && patch.Count > 0) target.Clear();
        foreach (var item in patch) target.Add(Copy(item));
    }

    private static bool IsSet(FieldDescriptor field, IMessage message, object? value)
    {
        if (field.RealContainingOneof is { } oneof) return oneof.Accessor.GetCaseFieldDescriptor(message) == field;
        if (field.FieldType == FieldType.Message) return value is not null;
        if (field.ContainingOneof is not null) return field.Accessor.HasValue(message);
        return value switch
        {
            null or "" or false => false,
            ByteString bytes => !bytes.IsEmpty,
            System.Enum number => Convert.ToInt32(number, CultureInfo.InvariantCulture) != 0,
            IConvertible and not string and not bool => Convert.ToDouble(value, CultureInfo.InvariantCulture) != 0,
            _ => true,
        };
    }

    private static object? Copy(object? value) => value is IMessage message ? message.Descriptor.Parser.ParseFrom(message.ToByteString()) : value;
}
