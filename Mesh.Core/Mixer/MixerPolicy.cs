using Google.Rpc;
using Mesh.Core.Config;
using Mesh.Core.Mixer.Attributes;
using Mesh.Core.Mixer.Handlers;
using Mesh.Core.Model;
using Mesh.Core.Quotas;
using Mesh.Core.Values;

namespace Mesh.Core.Mixer;

/// <summary>
/// All rules of the mesh, ready to be asked. A rule in the root namespace concerns every request, one elsewhere the requests to its namespace.
/// </summary>
public sealed class MixerPolicy
{
    public static readonly MixerPolicy Empty = new([], "", []);

    /// <summary>When no handler spoke.</summary>
    private static readonly CheckVerdict Silence = new(Code.Ok, "", TimeSpan.FromMinutes(1), 10_000);

    private readonly IReadOnlyList<PolicyRule> _rules;
    private readonly string _root;

    internal MixerPolicy(IReadOnlyList<PolicyRule> rules, string root, ValueList<(ConfigKey Rule, ConfigError Error)> warnings)
    {
        _rules = rules;
        _root = root;
        Warnings = warnings;
    }

    /// <summary>What a rule names that is not there.</summary>
    public ValueList<(ConfigKey Rule, ConfigError Error)> Warnings { get; }

    public bool IsEmpty => _rules.Count == 0;

    public static MixerPolicy Build(ConfigSet configs, string rootNamespace) => PolicyBuilder.Build(configs, rootNamespace);

    /// <summary>
    /// Asks every handler of every rule that matches. The first that denies decides the code; what they say is joined; the verdict holds as long,
    /// and as often, as the strictest of them says.
    /// </summary>
    public CheckResult Check(IAttributes attributes)
    {
        var tracking = new TrackingAttributes(attributes);
        var (verdict, spoken, messages) = (Silence, false, new List<string>());
        var (request, response) = (new List<HeaderEdit>(), new List<HeaderEdit>());
        foreach (var rule in Matching(tracking))
        {
            foreach (var (name, handler, instance) in rule.Checks)
            {
                var said = handler.Check(instance.Evaluate(tracking));
                verdict = !spoken ? said : new(
                    verdict.Code != Code.Ok ? verdict.Code : said.Code,
                    "",
                    said.ValidFor < verdict.ValidFor ? said.ValidFor : verdict.ValidFor,
                    Math.Min(said.ValidUses, verdict.ValidUses));
                spoken = true;
                if (said.Code != Code.Ok) messages.Add($"{name}:{said.Message}");
            }
            request.AddRange(rule.RequestHeaders.Select(x => x.Evaluate(tracking)));
            response.AddRange(rule.ResponseHeaders.Select(x => x.Evaluate(tracking)));
        }
        return new(verdict with { Message = string.Join(", ", messages) }, tracking.Looked, request, response);
    }

    /// <returns>What limits a quota for such a request; null when nothing does.</returns>
    public QuotaClaim? QuotaOf(string quota, IAttributes attributes)
    {
        var tracking = new TrackingAttributes(attributes);
        foreach (var rule in Matching(tracking))
        {
            foreach (var (handler, name, instance) in rule.Quotas)
            {
                if (!name.IsCalled(quota)) continue;
                var dimensions = instance.EvaluateDimensions(tracking);
                if (handler.LimitOf(name, dimensions) is { } limit) return new(QuotaClaim.KeyOf(name.ToString(), dimensions), limit, tracking.Looked);
            }
        }
        return null;
    }

    /// <summary>Evaluating a rule looks at attributes even when it does not match, and that is tracked too.</summary>
    private IEnumerable<PolicyRule> Matching(IAttributes attributes) =>
        _rules.Where(x => (x.Namespace == _root || attributes.Find("destination.namespace") as string == x.Namespace) && (x.Match is null || x.Match.IsTrue(attributes)));
}

/// <summary>What all handlers together say of one request.</summary>
/// <param name="Looked">What it depends on: another request that agrees in all of it is decided alike.</param>
public sealed record CheckResult(
    CheckVerdict Verdict,
    IReadOnlyDictionary<AttributeReference, bool> Looked,
    IReadOnlyList<HeaderEdit> RequestHeaders,
    IReadOnlyList<HeaderEdit> ResponseHeaders);

/// <summary>A quota, which of it, and its limit.</summary>
/// <param name="Key">Names the quota and its dimensions: <c>requests.shop|user=ann</c>.</param>
public sealed record QuotaClaim(string Key, QuotaLimit Limit, IReadOnlyDictionary<AttributeReference, bool> Looked)
{
    public static string KeyOf(string quota, IEnumerable<KeyValuePair<string, string>> dimensions) =>
        string.Join('|', dimensions.Select(x => $"{Uri.EscapeDataString(x.Key)}={Uri.EscapeDataString(x.Value)}").Prepend(quota));
}
