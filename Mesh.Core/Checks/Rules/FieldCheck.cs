using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Xds;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>Compiles what is checked in one field: its own rules, and those of the messages in it.</summary>
internal static class FieldCheck
{
    public static FieldRules? RulesOf(FieldDescriptor field) =>
        RelaxedRules.Contains(field.FullName) ? null : field.GetOptions()?.GetExtension(ValidateExtensions.Rules);

    /// <returns>null when nothing in this field can be wrong.</returns>
    public static Action<IMessage, Findings>? Compile(FieldDescriptor field)
    {
        var rules = RulesOf(field);
        if (field.IsMap) return Map(field, rules?.Map);
        if (field.IsRepeated) return Repeated(field, rules?.Repeated);

        var value = Value(field, rules);
        var required = IsRequired(rules);
        if (value is null && !required) return null;

        var (name, accessor) = (field.Name, field.Accessor);
        var inOneof = field.RealContainingOneof is not null;
        var mayBeAbsent = field.HasPresence && field.FieldType != FieldType.Message;
        return (message, findings) =>
        {
            if (mayBeAbsent && !accessor.HasValue(message)) return;
            var held = accessor.GetValue(message);
            if (held is not null) Held(value, held, name, findings);
            else if (required && !inOneof) findings.Add(name, "must be set");
        };
    }

    private static void Held(Action<object, Findings>? check, object value, string path, Findings findings)
    {
        if (check is null) return;
        var mark = findings.Count;
        check(value, findings);
        if (findings.Count > mark) findings.Under(mark, path);
    }

    private static bool IsRequired(FieldRules? rules) => rules is not null
        && (rules.Message?.Required == true || rules.Any?.Required == true || rules.Duration?.Required == true || rules.Timestamp?.Required == true);

    /// <summary>What is checked in one value of this field, be it the only one, an element of a list, or the value of a map's entry.</summary>
    private static Action<object, Findings>? Value(FieldDescriptor field, FieldRules? rules)
    {
        var own = ValueRules.Compile(field, rules);
        if (field.FieldType != FieldType.Message || rules?.Message?.Skip == true) return own;

        var type = field.MessageType;
        if (type == Any.Descriptor) return own + Packed;

        // Wrappers (UInt32Value) are trivial: their accessors answer with the bare value, and `own` looks at it.
        var inside = MessageCheck.Of(type);
        return inside.IsTrivial ? own : own + ((value, findings) => inside.Run((IMessage)value, findings));
    }

    private static void Packed(object value, Findings findings)
    {
        var any = (Any)value;
        if (EnvoyTypes.Find(any.TypeUrl) is not { } type) return;
        var inside = MessageCheck.Of(type);
        if (inside.IsTrivial) return;
        try
        {
            inside.Run(type.Parser.ParseFrom(any.Value), findings);
        }
        catch (InvalidProtocolBufferException e)
        {
            findings.Add("", $"does not hold a {type.FullName}: {e.Message}");
        }
    }

    private static Action<IMessage, Findings>? Repeated(FieldDescriptor field, RepeatedRules? rules)
    {
        var item = Value(field, rules?.Items);
        var whole = rules is null ? null : ListRules.Compile(rules);
        if (item is null && whole is null) return null;

        var (name, accessor) = (field.Name, field.Accessor);
        return (message, findings) =>
        {
            var items = (IList)accessor.GetValue(message);
            if (whole?.Invoke(items) is { } reason) findings.Add(name, reason);
            if (item is null) return;
            for (var i = 0; i < items.Count; i++)
            {
                var mark = findings.Count;
                item(items[i]!, findings);
                if (findings.Count > mark) findings.Under(mark, $"{name}[{i}]");
            }
        };
    }

    private static Action<IMessage, Findings>? Map(FieldDescriptor field, MapRules? rules)
    {
        var key = Value(field.MessageType.FindFieldByNumber(1), rules?.Keys);
        var value = Value(field.MessageType.FindFieldByNumber(2), rules?.Values);
        var whole = rules is null ? null : ListRules.Compile(rules);
        if (key is null && value is null && whole is null) return null;

        var (name, accessor) = (field.Name, field.Accessor);
        return (message, findings) =>
        {
            var entries = (IDictionary)accessor.GetValue(message);
            if (whole?.Invoke(entries) is { } reason) findings.Add(name, reason);
            if (entries.Count == 0 || (key is null && value is null)) return;
            foreach (DictionaryEntry entry in entries)
            {
                var mark = findings.Count;
                key?.Invoke(entry.Key, findings);
                value?.Invoke(entry.Value!, findings);
                if (findings.Count > mark) findings.Under(mark, $"{name}[\"{entry.Key}\"]");
            }
        };
    }
}
