using System.Globalization;
using System.Text;
using Mesh.Core.Config.Yaml;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Binding;

/// <summary>Where a binder stands in a document, and what it has found wrong so far.</summary>
/// <param name="strictness">How much the binder forgives.</param>
internal sealed class BindContext(Strictness strictness)
{
    /// <summary>Complaints of one document; a document with more is not read by anyone.</summary>
    private const int MaxErrors = 100;

    private readonly List<object> _path = [];
    private readonly List<ConfigError> _errors = [];

    public Strictness Strictness { get; set; } = strictness;

    public IReadOnlyList<ConfigError> Errors => _errors;

    /// <summary>False when something that a record has a field for could not be read.</summary>
    public bool IsWhole { get; private set; } = true;

    public void Enter(object segment) => _path.Add(segment);

    public void Leave() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Complains of the field where the binder stands.</summary>
    public void Refuse(ConfigNode node, string reason) => Refuse(node.Line, reason);

    public void Refuse(int line, string reason)
    {
        IsWhole = false;
        RefuseExtra(line, reason);
    }

    /// <summary>Complains of what no record has a field for: without it the record says all that it can.</summary>
    public void RefuseExtra(int line, string reason)
    {
        if (_errors.Count < MaxErrors) _errors.Add(new(Path(), reason, line));
    }

    private string Path()
    {
        var path = new StringBuilder();
        foreach (var segment in _path)
        {
            if (segment is string name) AppendName(path, name);
            else path.Append(CultureInfo.InvariantCulture, $"[{segment}]");
        }
        return path.ToString();
    }

    private static void AppendName(StringBuilder path, string name)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAny('.', '[', ']')) path.Append($"[\"{name}\"]");
        else if (path.Length == 0) path.Append(name);
        else path.Append('.').Append(name);
    }
}

internal enum Strictness
{
    /// <summary>Istio's kinds, as the API server checks them: an unknown field or a null is an error.</summary>
    Schema,

    /// <summary>MeshConfig, which no schema guards: an unknown field is an error, null means absent.</summary>
    Message,

    /// <summary>Kubernetes' kinds: what we do not model is skipped, null means absent.</summary>
    Modelled,
}
