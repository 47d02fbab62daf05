using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Mesh.Core.Checks.Invariants;
using Validate;

namespace Mesh.Core.Checks.Rules;

/// <summary>All that is checked in one type of message, compiled at first use from its descriptor.</summary>
internal sealed class MessageCheck
{
    private static readonly ConcurrentDictionary<MessageDescriptor, MessageCheck> Compiled = [];

    private readonly Lazy<Action<IMessage, Findings>[]> _checks;

    private MessageCheck(MessageDescriptor type)
    {
        IsTrivial = !Reach(type).Any(HasRules);
        // Lazily, since messages contain themselves (a route action's match of a match).
        _checks = new(() => IsTrivial ? [] : [.. Compile(type)]);
    }

    /// <summary>Nothing in this message or below it can ever be wrong.</summary>
    public bool IsTrivial { get; }

    public static MessageCheck Of(MessageDescriptor type) => Compiled.GetOrAdd(type, static x => new(x));

    public void Run(IMessage message, Findings findings)
    {
        foreach (var check in _checks.Value) check(message, findings);
    }

    private static IEnumerable<Action<IMessage, Findings>> Compile(MessageDescriptor type)
    {
        foreach (var oneof in type.Oneofs.Where(IsRequired))
        {
            var names = string.Join(", ", oneof.Fields.Select(x => x.Name));
            yield return (message, findings) =>
            {
                if (oneof.Accessor.GetCaseFieldDescriptor(message) is null) findings.Add(oneof.Name, $"one of {names} must be set");
            };
        }
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (FieldCheck.Compile(field) is { } check) yield return check;
        }
        if (EnvoyInvariants.Of(type) is { } invariant) yield return invariant;
    }

    private static bool HasRules(MessageDescriptor type) =>
        type == Any.Descriptor
        || EnvoyInvariants.Of(type) is not null
        || type.Oneofs.Any(IsRequired)
        || type.Fields.InDeclarationOrder().Any(x => FieldCheck.RulesOf(x) is not null);

    private static bool IsRequired(OneofDescriptor oneof) =>
        !oneof.IsSynthetic && !RelaxedRules.Contains(oneof.FullName) && (oneof.GetOptions()?.GetExtension(ValidateExtensions.Required) ?? false);

    /// <summary>The message types that a message of <paramref name="root"/> may hold at any depth, itself included.</summary>
    private static IEnumerable<MessageDescriptor> Reach(MessageDescriptor root)
    {
        var seen = new HashSet<MessageDescriptor> { root };
        var next = new Queue<MessageDescriptor>(seen);
        while (next.TryDequeue(out var type))
        {
            yield return type;
            foreach (var field in type.Fields.InDeclarationOrder())
            {
                if (field.FieldType == FieldType.Message && seen.Add(field.MessageType)) next.Enqueue(field.MessageType);
            }
        }
    }
}
