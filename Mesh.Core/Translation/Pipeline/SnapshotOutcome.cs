using Mesh.Core.Config;
using Mesh.Core.Values;
using Mesh.Core.Xds;

namespace Mesh.Core.Translation.Pipeline;

/// <summary>A resource that Envoy would refuse, and so was not sent; the last good one of its name stays where there is one.</summary>
public sealed record Withheld(XdsType Type, string Name, ValueList<ConfigError> Errors, ValueList<ConfigKey> Origins)
{
    public override string ToString() => $"{Type} {Name} is withheld ({string.Join(", ", Origins)}): {string.Join("; ", Errors)}";
}

/// <summary>Something that works otherwise than its author may think.</summary>
/// <param name="Object">The object to look at; null when it is not known.</param>
public sealed record TranslationWarning(ConfigKey? Object, string Message)
{
    public override string ToString() => Object is { } key ? $"{key}: {Message}" : Message;
}

/// <summary>What one class of proxies is to be sent.</summary>
/// <param name="Snapshot">The same reference as before when nothing changed for the class.</param>
/// <param name="CheckAgainAt">When something that is held now will be held no longer; null when nothing is.</param>
public sealed record SnapshotOutcome(
    XdsSnapshot Snapshot,
    IReadOnlyList<Withheld> Withheld,
    IReadOnlyList<TranslationWarning> Warnings,
    DateTimeOffset? CheckAgainAt);
