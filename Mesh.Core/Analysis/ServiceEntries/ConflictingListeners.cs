using Mesh.Core.Config;
using Mesh.Core.Config.Validation;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Core.Analysis.ServiceEntries;

/// <summary>
/// Sidecars listen once on an address and port. There, HTTP is told by its host and TLS by its SNI; plain TCP by nothing, so of several only one gets through.
/// </summary>
internal sealed class ConflictingListeners : Analyzer
{
    public override ValueList<FindingCode> Codes => [FindingCodes.ConflictingListeners];

    public override ValueList<ConfigKind> Reads => [ConfigKind.ServiceEntry, ConfigKind.Service];

    public override void Analyze(AnalysisInput input, FindingSink sink)
    {
        var entries = input.All<ServiceEntry>(ConfigKind.ServiceEntry).ToDictionary(x => x.Key);
        var listeners = input.Parts.Services.All
            .Where(x => x.Registry == ServiceRegistry.External)
            .SelectMany(x => x.Ports.SelectMany(port => Addresses(x).Select(address => (Address: address, port.Number, Service: x, Port: port))))
            .GroupBy(x => (x.Address, x.Number));
        foreach (var listener in listeners)
        {
            var all = listener.ToList();
            for (var i = 1; i < all.Count; i++)
            {
                var later = all[i];
                if (!entries.TryGetValue(later.Service.Origin, out var entry)) continue;
                var rival = all.Take(i).FirstOrDefault(x => x.Service.Host != later.Service.Host && x.Service.Origin != later.Service.Origin && Exclude(x.Port, later.Port) && Meet(x.Service, later.Service));
                if (rival.Service is null) continue;
                var index = (entry.Spec.Ports ?? []).TakeWhile(x => x.Number != later.Number).Count();
                sink.Add(FindingCodes.ConflictingListeners, entry, $"spec.ports[{index}]",
                    $"{(later.Address.Length == 0 ? "0.0.0.0" : later.Address)}:{later.Number} is taken by {rival.Service.Host} ({rival.Port.Protocol.ToString().ToUpperInvariant()}, {rival.Service.Origin}), which is older; connections to {later.Service.Host} go there",
                    "give each addresses of its own, another port, or a protocol that carries the host");
            }
        }
    }

    /// <summary>The empty one is the wildcard address.</summary>
    private static IEnumerable<string> Addresses(Service service) =>
        service.Addresses.Count > 0 ? service.Addresses : service.AutoAllocatedAddresses.Count > 0 ? service.AutoAllocatedAddresses : [""];

    private static bool Exclude(ServicePort older, ServicePort later) =>
        IsPlain(older.Protocol) && IsPlain(later.Protocol);

    private static bool IsPlain(Protocol protocol) => protocol.IsTcp() && !protocol.IsTls();

    private static bool Meet(Service a, Service b) =>
        new[] { a.Namespace, b.Namespace }.Concat(a.ExportTo).Any(x => Visibility.IsVisible(a.ExportTo, a.Namespace, x) && Visibility.IsVisible(b.ExportTo, b.Namespace, x));
}
