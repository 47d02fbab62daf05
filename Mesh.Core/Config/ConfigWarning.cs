using Mesh.Core.Values;

namespace Mesh.Core.Config;

/// <summary>Something that is taken as it is but is likely not what its writer meant.</summary>
/// <param name="Field">The path as the user wrote it; empty when it is about the whole document.</param>
/// <param name="Code">Which of <see cref="Validation.FindingCodes"/> it is; empty when it is about the reading of files.</param>
public sealed record ConfigWarning(ConfigSource Source, string Field, string Reason, string Code = "")
{
    public override string ToString() => $"{Source}: {new ConfigError(Field, Reason)}";
}
