using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.EnvoyFilters;

/// <summary>Operations that do nothing where they are applied, and such as depend on what other EnvoyFilters put there before.</summary>
internal sealed class PatchOperations : Analyzer
{
    private const string Cure = "set a priority, or use INSERT_FIRST or ADD";

    public override ValueList<FindingCode> Codes =>
        [FindingCodes.RelativeFilter, FindingCodes.RelativeFilterByVersion, FindingCodes.WrongReplace, FindingCodes.WrongAdd, FindingCodes.WrongRemove];

    public override ValueList<ConfigKind> Reads => [ConfigKind.EnvoyFilter];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var versioned = new HashSet<string>();
        foreach (var config in input.All<EnvoyFilter>(ConfigKind.EnvoyFilter))
        {
            for (var i = 0; i < config.Spec.ConfigPatches?.Count; i++) Check(config, config.Spec.ConfigPatches[i], $"spec.configPatches[{i}].patch.operation", versioned, sink);
        }
    }

    /// <param name="versioned">Names of filters that patches before this one bring to some versions of proxies only.</param>
    private static void Check(ConfigObject<EnvoyFilter> config, EnvoyConfigObjectPatch patch, string field, HashSet<string> versioned, FindingSink sink)
    {
        if (patch is not { ApplyTo: { } target, Patch.Operation: { } operation }) return;
        var name = NameOf(patch);
        if (operation == PatchOperation.Replace && !CanReplace(target))
        {
            sink.Add(FindingCodes.WrongReplace, config, field, $"REPLACE does nothing to {Name(target)}: it is for HTTP_FILTER and NETWORK_FILTER", "use MERGE, or REMOVE and ADD");
        }
        else if (operation == PatchOperation.Add && IsRoute(target))
        {
            sink.Add(FindingCodes.WrongAdd, config, field, $"ADD is ignored with {Name(target)}", "use INSERT_FIRST, INSERT_BEFORE or INSERT_AFTER for a route, MERGE for a route configuration");
        }
        else if (operation == PatchOperation.Remove && IsRoute(target))
        {
            sink.Add(FindingCodes.WrongRemove, config, field, $"REMOVE is ignored with {Name(target)}", "remove the virtual host, or what the route was made of");
        }
        else if (IsRelative(operation) && (config.Spec.Priority ?? 0) == 0)
        {
            if (versioned.Contains(name) && name.Length > 0)
            {
                sink.Add(FindingCodes.RelativeFilterByVersion, config, field, $"{Name(operation)} without a priority depends on what is there already, and {name} is there for some versions of proxies only: it may be lost at an upgrade", Cure);
            }
            else sink.Add(FindingCodes.RelativeFilter, config, field, $"{Name(operation)} without a priority depends on what other EnvoyFilters have put there before", Cure);
        }
        if (patch.Match?.Proxy?.ProxyVersion is { Length: > 0 }) versioned.Add(name);
    }

    private static bool CanReplace(ApplyTo target) => target is ApplyTo.HttpFilter or ApplyTo.NetworkFilter or ApplyTo.VirtualHost;

    private static bool IsRoute(ApplyTo target) => target is ApplyTo.RouteConfiguration or ApplyTo.HttpRoute;

    private static bool IsRelative(PatchOperation operation) =>
        operation is PatchOperation.InsertBefore or PatchOperation.InsertAfter or PatchOperation.Replace or PatchOperation.Remove;

    /// <summary>What the patch brings, or else the filter that it looks for.</summary>
    private static string NameOf(EnvoyConfigObjectPatch patch) =>
        patch.Patch?.Value is { ValueKind: System.Text.Json.JsonValueKind.Object } value && value.TryGetProperty("name", out var name) ? name.ToString()
        : patch.Match?.Listener?.FilterChain?.Filter?.Name ?? "";

    private static string Name(ApplyTo target) => Screaming(target.ToString());

    private static string Name(PatchOperation operation) => Screaming(operation.ToString());

    private static string Screaming(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
