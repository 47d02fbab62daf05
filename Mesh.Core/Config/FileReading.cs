namespace Mesh.Core.Config;

/// <summary>What a file says now.</summary>
/// <param name="Documents">Null when the file is gone.</param>
public sealed record FileReading(string Path, IReadOnlyList<ReadDocument>? Documents);
