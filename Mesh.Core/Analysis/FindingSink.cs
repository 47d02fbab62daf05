using Mesh.Core.Config;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis;

/// <summary>Collects what an analyzer finds, each thing once, but for what the objects themselves suppress.</summary>
public sealed class FindingSink
{
    private readonly HashSet<(string Code, string Object, string Field, string Message)> _seen = [];
    private readonly List<Finding> _findings = [];

    public IReadOnlyList<Finding> Findings => _findings;

    public void Add(FindingCode code, ConfigObject about, string field, string message, string cure = "") => Add(code, code.Level, about, field, message, cure);

    public void Add(FindingCode code, FindingLevel level, ConfigObject about, string field, string message, string cure = "") =>
        Add(new(code, level, ConfigKinds.Get(about.Kind).Name, about.Namespace, about.Name, about.Source, field, message, cure), about.Meta.Annotations);

    public void Add(FindingCode code, ForeignObject about, string field, string message, string cure = "") =>
        Add(new(code, code.Level, about.Kind, about.Namespace, about.Name, about.Source, field, message, cure), about.Annotations);

    private void Add(Finding finding, ValueMap<string> annotations)
    {
        if (Suppression.IsBy(annotations, finding.Code)) return;
        if (_seen.Add((finding.Code.Id, finding.Object, finding.Field, finding.Message))) _findings.Add(finding);
    }
}
