using Mesh.Core.Values;

namespace Mesh.Core.Config.Foreign;

/// <summary>An object of one of <see cref="ForeignKinds"/>.</summary>
/// <param name="Body">The record of its kind.</param>
public sealed record ForeignObject(
    string Kind,
    string Namespace,
    string Name,
    ConfigSource Source,
    ValueMap<string> Labels,
    ValueMap<string> Annotations,
    object Body);

/// <summary>The body of a kind that tells all in its metadata.</summary>
public sealed record ForeignBody;
