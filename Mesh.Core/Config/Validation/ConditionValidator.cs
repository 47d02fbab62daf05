using System.Text.RegularExpressions;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>A further condition of a rule: an attribute, and the values that it may or must not have.</summary>
internal static partial class ConditionValidator
{
    private static readonly string[] Plain =
    [
        "source.ip", "remote.ip", "source.namespace", "source.serviceAccount", "source.principal", "source.trustDomain",
        "request.auth.principal", "request.auth.audiences", "request.auth.presenter", "destination.ip", "destination.port", "connection.sni",
    ];

    private static readonly string[] Indexed = ["request.headers", "request.auth.claims"];

    /// <summary>Attributes of the time before policies had selectors of their own.</summary>
    private static readonly Dictionary<string, string> Replaced = new()
    {
        ["destination.namespace"] = "the policy's own namespace",
        ["destination.labels"] = "the selector",
        ["destination.name"] = "the selector",
        ["destination.user"] = "the selector",
    };

    public static void Validate(string field, Condition condition, bool isCustom, Findings findings)
    {
        var key = condition.Key ?? "";
        if (isCustom && (key is "source.namespace" or "source.serviceAccount" or "source.principal" || key.StartsWith("request.auth.", StringComparison.Ordinal)))
        {
            findings.Error($"{field}.key", $"{key} cannot be asked with action CUSTOM, which decides before it is known who calls");
        }
        if (key.Length == 0) findings.Error($"{field}.key", "is missing");
        else if (KeyProblem(key) is { } problem) findings.Error($"{field}.key", problem);
        if (condition is { Values: null or { Count: 0 }, NotValues: null or { Count: 0 } }) findings.Error(field, "needs values or notValues");
        Values($"{field}.values", key, condition.Values ?? [], findings);
        Values($"{field}.notValues", key, condition.NotValues ?? [], findings);
    }

    private static string? KeyProblem(string key)
    {
        var name = key.Split('[')[0];
        if (Replaced.TryGetValue(name, out var instead)) return $"{key} is an old attribute; use {instead}";
        // Istio looks only at how the name begins: request.headersX[a] passes.
        if (Indexed.FirstOrDefault(x => name.StartsWith(x, StringComparison.Ordinal)) is { } indexed)
        {
            return Index().IsMatch(key[name.Length..]) ? null : $"must be {indexed}[name], not \"{key}\"";
        }
        if (key.StartsWith("experimental.", StringComparison.Ordinal) || Plain.Contains(key)) return null;
        return $"\"{key}\" is not an attribute; allowed: {string.Join(", ", Plain)}, {string.Join(", ", Indexed.Select(x => $"{x}[name]"))}";
    }

    private static void Values(string field, string key, ValueList<string> values, Findings findings)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var problem = values[i].Length == 0 ? "must not be empty" : key switch
            {
                "source.ip" or "remote.ip" or "destination.ip" => FieldChecks.SubnetProblem(values[i]),
                "destination.port" => OperationValidator.PortProblem(values[i]),
                "source.serviceAccount" => SourceValidator.ServiceAccountProblem(values[i]),
                "source.trustDomain" => SourceValidator.TrustDomainProblem(values[i]),
                _ => null,
            };
            if (problem is not null) findings.Error($"{field}[{i}]", problem);
        }
    }

    [GeneratedRegex(@"^(?:\[[^\[\]]+\])+\z")]
    private static partial Regex Index();
}
