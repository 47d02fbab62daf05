using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>The namespaces that objects are exported to exist.</summary>
internal sealed class ExportedTo : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ReferenceNotFound];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService, ConfigKind.DestinationRule, ConfigKind.ServiceEntry, ConfigKind.Namespace];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        if (!input.Namespaces.Any) return;
        foreach (var config in input.All<VirtualService>(ConfigKind.VirtualService)) Check(input, config, config.Spec.ExportTo, sink);
        foreach (var config in input.All<DestinationRule>(ConfigKind.DestinationRule)) Check(input, config, config.Spec.ExportTo, sink);
        foreach (var config in input.All<ServiceEntry>(ConfigKind.ServiceEntry)) Check(input, config, config.Spec.ExportTo, sink);
    }

    private static void Check(AnalysisInput input, ConfigObject config, ValueList<string>? exportTo, FindingSink sink)
    {
        for (var i = 0; i < exportTo?.Count; i++)
        {
            if (exportTo[i] is Visibility.Public or Visibility.Private or Visibility.None || exportTo[i] == config.Namespace || input.Namespaces.Exists(exportTo[i])) continue;
            sink.Add(FindingCodes.ReferenceNotFound, FindingLevel.Warning, config, $"spec.exportTo[{i}]", $"namespace \"{exportTo[i]}\" does not exist",
                NearestName.Find(exportTo[i], input.Namespaces.Names) is { } near ? $"did you mean {near}?" : "name one that exists");
        }
    }
}
