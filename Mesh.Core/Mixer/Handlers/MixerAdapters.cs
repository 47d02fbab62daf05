using System.Collections.Frozen;
using Mesh.Core.Quotas;

namespace Mesh.Core.Mixer.Handlers;

/// <summary>The adapters that are compiled in.</summary>
internal static class MixerAdapters
{
    private static readonly MixerAdapter[] All =
    [
        new DenierAdapter(),
        new ListAdapter(),
        new QuotaAdapter("memquota", QuotaAlgorithm.RollingWindow),
        new QuotaAdapter("redisquota", QuotaAlgorithm.FixedWindow),
    ];

    private static readonly FrozenDictionary<string, MixerAdapter> ByName = All.ToFrozenDictionary(x => x.Name);

    public static IEnumerable<string> Names => All.Select(x => x.Name);

    public static MixerAdapter? Find(string name) => ByName.GetValueOrDefault(name);
}
