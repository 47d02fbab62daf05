using Mesh.Actors.Replication;
using Mesh.Core.Config;
using Mesh.Core.Model;
using Mesh.Core.Values;

namespace Mesh.Actors.Config;

/// <summary>The mesh's configuration as the one who keeps it knows it. Pure: <see cref="Apply"/> says what became of it and what others must hear.</summary>
public sealed record ConfigState(
    long Revision,
    ConfigSet Configs,
    MeshConfig Mesh,
    ValueList<RefusedObject> Refused,
    ValueList<RefusedObject> Warnings)
{
    public static readonly ConfigState Empty = new(0, ConfigSet.Empty, new(), [], []);

    /// <param name="complete">The changes are the whole state: what they do not name is gone, and what they name may be as it was.</param>
    public (ConfigState Next, ConfigEffect Effect) Apply(ConfigChanges changes, bool complete)
    {
        var applied = complete ? News(changes) : changes.Applied;
        var removed = complete ? Missing(changes) : changes.Removed;
        var mesh = changes.Mesh is { } settings && !settings.Equals(Mesh) ? settings : null;
        var touched = EndpointChanges.Touched(Configs, applied, removed);
        var changed = applied.Count > 0 || removed.Count > 0 || mesh is not null || (complete && Revision == 0);
        var next = this with
        {
            Revision = changed ? Revision + 1 : Revision,
            Configs = changed ? Configs.With(applied, removed) : Configs,
            Mesh = mesh ?? Mesh,
            Refused = changes.Refused?.ToValueList() ?? Refused,
            Warnings = changes.Warnings?.ToValueList() ?? Warnings,
        };
        var onlyEndpoints = mesh is null && changed && Revision > 0 && EndpointChanges.AreOnly(applied, removed);
        return (next, new(
            Changed: changed,
            Delta: new(applied, removed, mesh),
            OnlyEndpoints: onlyEndpoints,
            EndpointsOf: onlyEndpoints ? touched : [],
            Refused: next.Refused.Except(Refused).ToValueList(),
            Mended: Refused.ExceptBy(next.Refused.Select(x => x.Source.File), x => x.Source.File).ToValueList(),
            Warnings: next.Warnings.Except(Warnings).ToValueList()));
    }

    /// <summary>An object that says what is known already keeps its reference, so that a source which begins anew changes nothing.</summary>
    private IReadOnlyList<ConfigObject> News(ConfigChanges changes)
    {
        if (Revision == 0) return changes.Applied;
        var known = Configs.Everything.ToDictionary(x => x.Key);
        return [.. changes.Applied.Where(x => !known.TryGetValue(x.Key, out var before) || !IsSame(before, x))];
    }

    /// <summary>In the same place, too: whoever mends it must find it.</summary>
    private static bool IsSame(ConfigObject before, ConfigObject now) =>
        ReferenceEquals(before, now) || (before.Source.File == now.Source.File && ConfigDocument.Write(before) == ConfigDocument.Write(now));

    private List<ConfigKey> Missing(ConfigChanges changes)
    {
        var named = changes.Applied.Select(x => x.Key).ToHashSet();
        return [.. Configs.Everything.Select(x => x.Key).Where(x => !named.Contains(x))];
    }
}

/// <summary>What one batch of changes means to others.</summary>
/// <param name="Delta">What is new, in the end.</param>
/// <param name="OnlyEndpoints">Nothing but endpoints changed, so that the model need not be built anew.</param>
/// <param name="EndpointsOf">Namespace and name of the services whose endpoints changed; empty unless <paramref name="OnlyEndpoints"/>.</param>
/// <param name="Refused">Documents that were not refused before, or not for this reason.</param>
/// <param name="Mended">Documents in whose files nothing is refused any more.</param>
public sealed record ConfigEffect(
    bool Changed,
    MeshDelta Delta,
    bool OnlyEndpoints,
    ValueList<ServiceName> EndpointsOf,
    ValueList<RefusedObject> Refused,
    ValueList<RefusedObject> Mended,
    ValueList<RefusedObject> Warnings);
