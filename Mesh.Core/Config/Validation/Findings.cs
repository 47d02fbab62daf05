using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Collects what the checks of a kind find. Lines are added by whoever has the document.</summary>
public sealed class Findings
{
    private readonly List<ConfigError> _errors = [];
    private readonly List<ConfigError> _warnings = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    public IReadOnlyList<ConfigError> Warnings => _warnings;

    public void Error(string field, string reason) => _errors.Add(new(field, reason));

    public void Warn(string field, string reason) => _warnings.Add(new(field, reason));
}
