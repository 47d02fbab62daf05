using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.ServiceEntries;

/// <summary>ServiceEntries that the same clients see agree about the protocol of a host's port.</summary>
internal sealed class ConflictingProtocols : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ConflictingEntryProtocols];

    public override ValueList<ConfigKind> Reads => [ConfigKind.ServiceEntry];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        IReadOnlyList<string> defaults = input.Mesh.DefaultServiceExportTo is { Count: > 0 } written ? written : [Visibility.Public];
        var uses = input.All<ServiceEntry>(ConfigKind.ServiceEntry).SelectMany(x => Uses(x, defaults)).ToLookup(x => (x.Host, x.Port));
        foreach (var ofPort in uses.Where(x => x.Skip(1).Any()))
        {
            foreach (var one in ofPort)
            {
                List<Use> rivals = [.. ofPort.Where(x => !ReferenceEquals(x.Entry, one.Entry) && x.Protocol != one.Protocol && Meet(x, one))];
                if (rivals.Count == 0) continue;
                rivals.Add(one);
                var names = rivals.Select(x => $"{x.Entry.Namespace}/{x.Entry.Name}").Distinct().Order(StringComparer.Ordinal);
                var protocols = rivals.Select(x => x.Protocol).Distinct().Order(StringComparer.Ordinal);
                var oldest = rivals.MinBy(x => (x.Entry.Meta.Created, x.Entry.Name, x.Entry.Namespace))!;
                sink.Add(FindingCodes.ConflictingEntryProtocols, one.Entry, $"spec.ports[{one.Index}].protocol",
                    $"the ServiceEntries {string.Join(", ", names)} give port {one.Port} of {one.Host} different protocols ({string.Join(", ", protocols)}); {oldest.Protocol} of {oldest.Entry.Namespace}/{oldest.Entry.Name} is likely to win",
                    "let them agree, or keep them apart by exportTo");
            }
        }
    }

    private static IEnumerable<Use> Uses(ConfigObject<ServiceEntry> entry, IReadOnlyList<string> defaults)
    {
        var scopes = (entry.Spec.ExportTo is { Count: > 0 } own ? own : defaults).Where(x => x != Visibility.None).Select(x => x == Visibility.Private ? entry.Namespace : x).ToHashSet();
        foreach (var host in (entry.Spec.Hosts ?? []).Distinct())
        {
            for (var i = 0; i < entry.Spec.Ports?.Count; i++)
            {
                var port = entry.Spec.Ports[i];
                yield return new(entry, host, port.Number ?? 0, (port.Protocol ?? "").ToUpperInvariant(), i, scopes);
            }
        }
    }

    private static bool Meet(Use a, Use b) =>
        (a.Scopes.Contains(Visibility.Public) && b.Scopes.Count > 0) || (b.Scopes.Contains(Visibility.Public) && a.Scopes.Count > 0) || a.Scopes.Overlaps(b.Scopes);

    private sealed record Use(ConfigObject<ServiceEntry> Entry, string Host, uint Port, string Protocol, int Index, HashSet<string> Scopes);
}
