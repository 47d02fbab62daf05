using System.Text.RegularExpressions;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

/// <summary>What the kinds that extend a proxy share.</summary>
internal static partial class ExtensionChecks
{
    private const int MaxNameLength = 256;
    private const int MaxSecretLength = 253;
    private const int MaxVariables = 256;
    private const int MaxValueLength = 2048;

    private static readonly string[] Schemes = ["http", "https", "file", "oci"];

    public static void Wasm(string field, string? url, string? sha256, string? pullSecret, string? pluginName, VmConfig? vm, Findings findings)
    {
        if (UrlProblem(url ?? "") is { } problem) findings.Error($"{field}.url", problem);
        if (sha256 is { Length: > 0 } && !Sha256().IsMatch(sha256)) findings.Error($"{field}.sha256", "must be 64 hexadecimal digits in lower case");
        Length($"{field}.imagePullSecret", pullSecret, MaxSecretLength, findings);
        Length($"{field}.pluginName", pluginName, MaxNameLength, findings);
        findings.AtMost($"{field}.vmConfig.env", vm?.Env, MaxVariables);
        for (var i = 0; i < vm?.Env?.Count; i++)
        {
            var (at, variable) = ($"{field}.vmConfig.env[{i}]", vm.Env[i]);
            if (variable.Name is null or "") findings.Error($"{at}.name", "is missing");
            else if (vm.Env.Take(i).Any(x => x.Name == variable.Name)) findings.Error($"{at}.name", $"{variable.Name} stands here twice");
            Length($"{at}.name", variable.Name, MaxNameLength, findings);
            findings.MaxLength($"{at}.value", variable.Value, MaxValueLength);
            if (variable is { ValueFrom: EnvValueSource.Host, Value: not null }) findings.Error($"{at}.value", "must be left out with valueFrom HOST");
        }
    }

    public static void Traffic(string field, ValueList<TrafficSelector>? matches, Findings findings)
    {
        for (var i = 0; i < matches?.Count; i++)
        {
            for (var j = 0; j < matches[i].Ports?.Count; j++)
            {
                var at = $"{field}[{i}].ports[{j}].number";
                findings.Port(at, matches[i].Ports![j].Number ?? 0);
                if (matches[i].Ports!.Take(j).Any(x => x.Number == matches[i].Ports![j].Number)) findings.Error(at, $"{matches[i].Ports![j].Number} stands here twice");
            }
        }
    }

    private static string? UrlProblem(string url)
    {
        if (url.Length == 0) return "is missing";
        if (BadEscape().IsMatch(url)) return $"\"{url}\" is not a URL: after % two hexadecimal digits must stand";
        if (Scheme().Match(url) is not { Success: true } scheme || Schemes.Contains(scheme.Groups[1].Value.ToLowerInvariant())) return null;
        return $"must begin with one of {string.Join(", ", Schemes.Select(x => $"{x}://"))}, or be an image's name, not \"{url}\"";
    }

    private static void Length(string field, string? text, int most, Findings findings)
    {
        if (text is "") findings.Error(field, "must not be empty; leave it out instead");
        else if (text?.Length > most) findings.Error(field, $"has {text.Length} characters; at most {most} are allowed");
    }

    [GeneratedRegex(@"^[a-f0-9]{64}\z")]
    private static partial Regex Sha256();

    [GeneratedRegex(@"^([a-zA-Z][-a-zA-Z0-9+.]*):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"%(?![0-9a-fA-F]{2})|[\s\p{C}]")]
    private static partial Regex BadEscape();
}
