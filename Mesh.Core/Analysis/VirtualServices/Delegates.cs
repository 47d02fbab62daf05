using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.VirtualServices;

/// <summary>Who delegates to whom: the delegate exists, may be seen, has no hosts of its own, and can match what the root leaves to it.</summary>
internal sealed class Delegates : Analyzer
{
    public override ValueList<FindingCode> Codes =>
        [FindingCodes.ReferenceNotFound, FindingCodes.HiddenDestination, FindingCodes.DelegateUnused, FindingCodes.DelegateMismatch];

    public override ValueList<ConfigKind> Reads => [ConfigKind.VirtualService];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var named = new HashSet<ConfigKey>();
        var all = input.All<VirtualService>(ConfigKind.VirtualService).ToList();
        foreach (var root in all)
        {
            for (var i = 0; i < root.Spec.Http?.Count; i++)
            {
                if (root.Spec.Http[i].Delegate is not { Name: { Length: > 0 } name } reference) continue;
                var key = new ConfigKey(ConfigKind.VirtualService, reference.Namespace is { Length: > 0 } ns ? ns : root.Namespace, name);
                named.Add(key);
                if (!input.Unreadable.Contains(key)) Check(input, root, root.Spec.Http[i], $"spec.http[{i}].delegate", key, sink);
            }
        }
        foreach (var config in all.Where(x => VirtualServiceDelegates.IsDelegate(x) && x.Spec.Http is { Count: > 0 } && !named.Contains(x.Key)))
        {
            sink.Add(FindingCodes.DelegateUnused, config, "spec", "has no hosts, and no VirtualService delegates to it: it is never used", "give it hosts, or name it as a delegate");
        }
    }

    private static void Check(AnalysisInput input, ConfigObject<VirtualService> root, HttpRoute route, string field, ConfigKey key, FindingSink sink)
    {
        if (input.Configs.Find<VirtualService>(key.Kind, key.Namespace, key.Name) is not { } found)
        {
            sink.Add(FindingCodes.ReferenceNotFound, root, field, $"the delegate \"{key.Namespace}/{key.Name}\" does not exist, so this route is left out", "create it, or name one that exists");
            return;
        }
        if (!VirtualServiceDelegates.IsDelegate(found))
        {
            sink.Add(FindingCodes.ReferenceNotFound, root, field, $"{key.Namespace}/{key.Name} is no delegate, since it has hosts of its own; this route is left out", "remove its hosts");
            return;
        }
        IReadOnlyList<string> exportTo = found.Spec.ExportTo is { Count: > 0 } own ? own : input.Mesh.DefaultVirtualServiceExportTo is { Count: > 0 } defaults ? defaults : [Visibility.Public];
        if (!Visibility.IsVisible(exportTo, found.Namespace, root.Namespace))
        {
            sink.Add(FindingCodes.HiddenDestination, root, field, $"the delegate {key.Namespace}/{key.Name} is not exported to namespace {root.Namespace}, so this route is left out", $"add {root.Namespace} to its exportTo");
        }
        if (found.Spec.Http is { Count: > 0 } routes && routes.All(x => !DelegateMatches.TryMerge(route.Match, x.Match, out _)))
        {
            sink.Add(FindingCodes.DelegateMismatch, root, field, $"what this route matches and what {key.Namespace}/{key.Name} matches exclude each other, so none of its routes is used", "let the delegate match a part of what the root leaves to it");
        }
    }
}
