using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Actors.Config;

/// <summary>What became of the configuration since the element before. A key is in one of the lists at most once.</summary>
public sealed record ConfigChanges
{
    public static readonly ConfigChanges None = new();

    /// <summary>New objects, and new versions of known ones. An object that says the same as before is not in it.</summary>
    public IReadOnlyList<ConfigObject> Applied { get; init; } = [];

    /// <summary>Objects that are gone.</summary>
    public IReadOnlyList<ConfigKey> Removed { get; init; } = [];

    /// <summary>All documents that are refused now: not only new ones; null when that list is as before. The last good version of such an object stays in force.</summary>
    public IReadOnlyList<RefusedObject>? Refused { get; init; }

    /// <summary>All warnings that hold now; null when they are as before.</summary>
    public IReadOnlyList<RefusedObject>? Warnings { get; init; }

    /// <summary>The mesh-wide settings; null when they are as before (at the start: Istio's defaults).</summary>
    public MeshConfig? Mesh { get; init; }
}

/// <summary>A document that was not taken, or one that was taken with a warning, and why.</summary>
/// <param name="Object">As the user would name it: <c>VirtualService default/reviews</c>; <c>document</c> where kind and name could not be read.</param>
/// <param name="Source">File and line of the document.</param>
public sealed record RefusedObject(string Object, ConfigSource Source, ValueList<ConfigError> Errors)
{
    /// <summary>The line that an error speaks of, or the document's where it speaks of none.</summary>
    public ConfigSource At(ConfigError error) => error.Line > 0 ? Source with { Line = error.Line } : Source;
}
