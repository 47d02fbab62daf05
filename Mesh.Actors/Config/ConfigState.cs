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

    /// <param name="complete">The changes are the whole state: what they do not name is gone.</param>
    public (ConfigState Next, ConfigEffect Effect) Apply(ConfigChanges changes, bool complete)
    {
        var removed = complete ? Missing(changes) : changes.Removed;
        var touched = EndpointChanges.Touched(Configs, changes.Applied, removed);
        var changed = changes.Applied.Count > 0 || removed.Count > 0 || changes.Mesh is not null || (complete && Revision == 0);
        var next = this with
        {
            Revision = changed ? Revision + 1 : Revision,
            Configs = changed ? Configs.With(changes.Applied, removed) : Configs,
            Mesh = changes.Mesh ?? Mesh,
            Refused = changes.Refused?.ToValueList() ?? Refused,
            Warnings = changes.Warnings?.ToValueList() ?? Warnings,
        };
        var onlyEndpoints = changes.Mesh is null && changed && Revision > 0 && EndpointChanges.AreOnly(changes.Applied, removed);
        return (next, new(
            Changed: changed,
            OnlyEndpoints: onlyEndpoints,
            EndpointsOf: onlyEndpoints ? touched : [],
            Refused: next.Refused.Except(Refused).ToValueList(),
            Mended: Refused.ExceptBy(next.Refused.Select(x => x.Source.File), x => x.Source.File).ToValueList(),
            Warnings: next.Warnings.Except(Warnings).ToValueList()));
    }

    private List<ConfigKey> Missing(ConfigChanges changes)
    {
        var named = changes.Applied.Select(x => x.Key).ToHashSet();
        return [.. Configs.Everything.Select(x => x.Key).Where(x => !named.Contains(x))];
    }
}

/// <summary>What one batch of changes means to others.</summary>
/// <param name="OnlyEndpoints">Nothing but endpoints changed, so that the model need not be built anew.</param>
/// <param name="EndpointsOf">Namespace and name of the services whose endpoints changed; empty unless <paramref name="OnlyEndpoints"/>.</param>
/// <param name="Refused">Documents that were not refused before, or not for this reason.</param>
/// <param name="Mended">Documents in whose files nothing is refused any more.</param>
public sealed record ConfigEffect(
    bool Changed,
    bool OnlyEndpoints,
    ValueList<ServiceName> EndpointsOf,
    ValueList<RefusedObject> Refused,
    ValueList<RefusedObject> Mended,
    ValueList<RefusedObject> Warnings);
