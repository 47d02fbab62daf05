using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>What every object of the configuration is filed under.</summary>
/// <param name="Created">creationTimestamp; the epoch when the object has none. Older objects win conflicts.</param>
/// <param name="ResourceVersion">The API server's, of kinds where it counts; else empty.</param>
public sealed record ConfigMeta(
    string Name,
    string Namespace,
    ValueMap<string> Labels,
    ValueMap<string> Annotations,
    DateTimeOffset Created,
    string ResourceVersion = "");

/// <summary>Where an object was read: a file (or another source's own name for it) and a 1-based line.</summary>
public sealed record ConfigSource(string File, int Line)
{
    public override string ToString() => Line > 0 ? $"{File}:{Line}" : File;
}

/// <summary>One object of the configuration. Compared by reference: a source hands out a new one only when something in it changed.</summary>
public abstract class ConfigObject(ConfigKind kind, ConfigMeta meta, ConfigSource source)
{
    public ConfigKind Kind { get; } = kind;

    public ConfigMeta Meta { get; } = meta;

    public ConfigSource Source { get; } = source;

    public ConfigKey Key { get; } = new(kind, meta.Namespace, meta.Name);

    public string Name => Meta.Name;

    public string Namespace => Meta.Namespace;

    public abstract object SpecObject { get; }

    public override string ToString() => $"{Key} ({Source})";
}

/// <inheritdoc/>
/// <typeparam name="TSpec">The record of the kind: <c>VirtualService</c>, <c>ServiceSpec</c>, …</typeparam>
public sealed class ConfigObject<TSpec>(ConfigKind kind, ConfigMeta meta, ConfigSource source, TSpec spec) : ConfigObject(kind, meta, source)
    where TSpec : class
{
    public TSpec Spec { get; } = spec;

    public override object SpecObject => Spec;
}
