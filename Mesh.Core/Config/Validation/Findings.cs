using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>Collects what the checks of a kind find. Lines are added by whoever has the document.</summary>
public sealed class Findings
{
    private readonly List<ConfigError> _errors = [];
    private readonly List<(string Field, string Reason, string Code)> _warnings = [];

    public IReadOnlyList<ConfigError> Errors => _errors;

    public IReadOnlyList<(string Field, string Reason, string Code)> Warnings => _warnings;

    public void Error(string field, string reason) => _errors.Add(new(field, reason));

    public void Warn(string field, string reason) => Warn(field, reason, FindingCodes.SchemaWarning);

    public void Warn(string field, string reason, FindingCode code) => _warnings.Add((field, reason, code.Id));
}
