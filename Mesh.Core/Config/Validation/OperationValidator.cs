using System.Globalization;
using System.Text.RegularExpressions;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What a rule of an AuthorizationPolicy is about.</summary>
internal static partial class OperationValidator
{
    private const string OneSegment = "{*}";
    private const string AnySegments = "{**}";

    public static void Validate(string field, Operation? operation, Findings findings)
    {
        if (operation is null || Lists(operation).All(x => x.Values is null or { Count: 0 }))
        {
            findings.Error(field, "names nothing; it needs at least one of its lists");
            return;
        }
        foreach (var (name, values) in Lists(operation))
        {
            for (var i = 0; i < values?.Count; i++)
            {
                var problem = values[i].Length == 0 ? "must not be empty" : name switch
                {
                    "ports" or "notPorts" => PortProblem(values[i]),
                    "paths" or "notPaths" => TemplateProblem(values[i]),
                    _ => null,
                };
                if (problem is not null) findings.Error($"{field}.{name}[{i}]", problem);
            }
        }
    }

    /// <summary>Port 0 passes, as in Istio.</summary>
    public static string? PortProblem(string port) =>
        ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? null : $"must be a port from 1 to 65535, not \"{port}\"";

    /// <summary>A template has segments {*}, and one {**} after which only plain segments may come. Anything without braces is no template.</summary>
    private static string? TemplateProblem(string path)
    {
        if (!path.Contains('{', StringComparison.Ordinal) && !path.Contains('}', StringComparison.Ordinal)) return null;
        var isOver = false;
        foreach (var segment in path.TrimStart('/').Split('/'))
        {
            if (segment is OneSegment or AnySegments)
            {
                if (isOver) return $"{AnySegments} must be the last template of \"{path}\"";
                isOver = segment == AnySegments;
            }
            else if (segment.Length > 0 && !Literal().IsMatch(segment))
            {
                return $"the segment \"{segment}\" of \"{path}\" is neither plain nor {OneSegment} nor {AnySegments}";
            }
        }
        return null;
    }

    private static (string Name, ValueList<string>? Values)[] Lists(Operation operation) =>
    [
        ("hosts", operation.Hosts), ("notHosts", operation.NotHosts), ("ports", operation.Ports), ("notPorts", operation.NotPorts),
        ("methods", operation.Methods), ("notMethods", operation.NotMethods), ("paths", operation.Paths), ("notPaths", operation.NotPaths),
    ];

    [GeneratedRegex(@"^[-a-zA-Z0-9._~%!$&'()+,;:@=]+\z")]
    private static partial Regex Literal();
}
