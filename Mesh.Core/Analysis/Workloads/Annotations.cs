using Mesh.Core.Config;
using Mesh.Core.Config.Binding;
using Mesh.Core.Config.Foreign;
using Mesh.Core.Config.Validation;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.Workloads;

/// <summary>Annotations of Istio's are words of its own, on objects that they mean something to, with values that can be read.</summary>
internal sealed class Annotations : Analyzer
{
    private const string Domain = "istio.io";

    public override ValueList<FindingCode> Codes => [FindingCodes.UnknownAnnotation, FindingCodes.MisplacedAnnotation, FindingCodes.InvalidAnnotation, FindingCodes.DeprecatedAnnotation];

    /// <summary>Where people write them: other kinds hardly carry any.</summary>
    public override ValueList<ConfigKind> Reads => [ConfigKind.Namespace, ConfigKind.Service, ConfigKind.Pod, ConfigKind.ServiceEntry, ConfigKind.VirtualService, ConfigKind.Gateway, ConfigKind.AuthorizationPolicy];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        foreach (var config in Reads.SelectMany(input.OfKind))
        {
            Check(ConfigKinds.Get(config.Kind).Name, config.Meta.Annotations, "metadata", (code, field, message, cure) => sink.Add(code, config, field, message, cure));
        }
        foreach (var foreign in input.Foreign)
        {
            Check(foreign.Kind, foreign.Annotations, "metadata", (code, field, message, cure) => sink.Add(code, foreign, field, message, cure));
            if (foreign.Body is WorkloadController { Spec.Template.Metadata.Annotations: { } ofPods }) Check("Pod", ofPods, "spec.template.metadata", (code, field, message, cure) => sink.Add(code, foreign, field, message, cure));
        }
    }

    private static void Check(string kind, ValueMap<string> annotations, string parent, Action<FindingCode, string, string, string> tell)
    {
        foreach (var (name, value) in annotations)
        {
            if (!IsIstio(name)) continue;
            var field = $"{parent}.annotations[\"{name}\"]";
            if (KnownAnnotations.Find(name) is not { } known)
            {
                tell(FindingCodes.UnknownAnnotation, field, $"{name} is no annotation of Istio's, and does nothing", Nearest(name) is { } near ? $"did you mean {near}?" : "remove it");
                continue;
            }
            if (known.Kinds.Length > 0 && !known.Kinds.Contains(kind))
            {
                var template = known.Kinds.Contains("Pod") && kind is not ("Pod" or "Service" or "Namespace");
                tell(FindingCodes.MisplacedAnnotation, field, $"{name} means nothing on a {kind}", template ? "put it into the template's metadata" : $"it is for a {string.Join(" or a ", known.Kinds)}");
                continue;
            }
            if (known.Problem?.Invoke(value) is { } problem) tell(FindingCodes.InvalidAnnotation, field, $"\"{value}\" cannot be read", problem);
            if (known.IsOld) tell(FindingCodes.DeprecatedAnnotation, field, $"{name} as an annotation may stop to work", "write it as a label where there is one");
        }
    }

    /// <summary>Compared by what follows the domain, which alone would make all of a domain look alike.</summary>
    private static string? Nearest(string name)
    {
        var (domain, own) = (name[..name.IndexOf('/', StringComparison.Ordinal)], name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        var known = KnownAnnotations.Names.Where(x => x.StartsWith($"{domain}/", StringComparison.Ordinal)).Select(x => x[(domain.Length + 1)..]);
        return NearestName.Find(own, known) is { } near ? $"{domain}/{near}" : null;
    }

    private static bool IsIstio(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && name.AsSpan(0, slash).EndsWith(Domain, StringComparison.Ordinal) && (slash == Domain.Length || name[slash - Domain.Length - 1] == '.');
    }
}
