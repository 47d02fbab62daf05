using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>A record read from a text of its own. Null when anything is wrong with it.</summary>
public sealed record RecordReading<T>(T? Value, ValueList<ConfigError> Errors) where T : class;
