using Mesh.Core.Config;
using Mesh.Core.Config.Validation;

namespace Mesh.Core.Analysis;

/// <summary>Something about one object that only shows beside the others.</summary>
/// <param name="Kind">As documents say it.</param>
/// <param name="Field">The path as the user wrote it; empty when it is about the whole object.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Cure">What to do about it; empty where that is plain.</param>
public sealed record Finding(
    FindingCode Code,
    FindingLevel Level,
    string Kind,
    string Namespace,
    string Name,
    ConfigSource Source,
    string Field,
    string Message,
    string Cure)
{
    public string Object => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    /// <summary>All but the object, in one line.</summary>
    public string Words => $"{(Field.Length == 0 ? "" : $"{Field}: ")}{Message}{(Cure.Length == 0 ? "" : $"; {Cure}")}";

    public override string ToString() => $"{Level} {Code} {Object} ({Source}): {Words}";
}
