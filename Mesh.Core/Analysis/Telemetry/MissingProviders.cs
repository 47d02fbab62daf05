using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Telemetry;

/// <summary>The providers of a Telemetry: named where there is no default, known to the MeshConfig, and not about to go.</summary>
internal sealed class MissingProviders : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.TelemetryWithoutProviders, FindingCodes.ReferenceNotFound, FindingCodes.Deprecated];

    public override ValueList<ConfigKind> Reads => [ConfigKind.Telemetry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in input.All<TelemetryConfig>(ConfigKind.Telemetry))
        {
            var spec = config.Spec;
            for (var i = 0; i < spec.AccessLogging?.Count; i++)
            {
                var logging = spec.AccessLogging[i];
                if (logging is { Disabled: not true, Providers: null or { Count: 0 } } && input.Mesh.DefaultProviders?.AccessLogging is not { Count: > 0 })
                {
                    sink.Add(FindingCodes.TelemetryWithoutProviders, config, $"spec.accessLogging[{i}]", "names no provider, and the mesh has no default one for access logs: it is ignored",
                        "name one under providers, or set defaultProviders.accessLogging in the MeshConfig");
                }
                Known(input, config, $"spec.accessLogging[{i}].providers", logging.Providers, sink);
            }
            for (var i = 0; i < spec.Metrics?.Count; i++) Known(input, config, $"spec.metrics[{i}].providers", spec.Metrics[i].Providers, sink);
            for (var i = 0; i < spec.Tracing?.Count; i++)
            {
                Known(input, config, $"spec.tracing[{i}].providers", spec.Tracing[i].Providers, sink);
                Lightstep(input, config, $"spec.tracing[{i}].providers", spec.Tracing[i].Providers, sink);
            }
        }
    }

    private static void Known(AnalysisInput input, ConfigObject config, string field, ValueList<ProviderRef>? named, FindingSink sink)
    {
        var known = (input.Mesh.ExtensionProviders ?? []).Select(x => x.Name).OfType<string>().ToList();
        for (var i = 0; i < named?.Count; i++)
        {
            if (named[i].Name is not { Length: > 0 } name || known.Contains(name)) continue;
            sink.Add(FindingCodes.ReferenceNotFound, FindingLevel.Warning, config, $"{field}[{i}].name", $"provider \"{name}\" is not among the extensionProviders of the MeshConfig, so this does nothing",
                NearestName.Find(name, known) is { } near ? $"did you mean {near}?" : $"known: {string.Join(", ", known)}");
        }
    }

    private static void Lightstep(AnalysisInput input, ConfigObject config, string field, ValueList<ProviderRef>? named, FindingSink sink)
    {
        for (var i = 0; i < named?.Count; i++)
        {
            var provider = (input.Mesh.ExtensionProviders ?? []).FirstOrDefault(x => x.Name == named[i].Name);
            if (provider?.Lightstep is null) continue;
            sink.Add(FindingCodes.Deprecated, config, $"{field}[{i}].name", $"the Lightstep provider {provider.Name} is of a kind that is about to go", "use an OpenTelemetry provider");
        }
    }
}
