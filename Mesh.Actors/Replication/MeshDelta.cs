using Mesh.Actors.Config;
using Mesh.Core.Config;
using Mesh.Core.Values;

namespace Mesh.Actors.Replication;

/// <summary>What differs from one revision of the configuration to the next.</summary>
/// <param name="Mesh">The mesh-wide settings; null when they are as before.</param>
public sealed record MeshDelta(IReadOnlyList<ConfigObject> Applied, IReadOnlyList<ConfigKey> Removed, MeshConfig? Mesh)
{
    public static readonly MeshDelta None = new([], [], null);

    public bool IsEmpty => Applied.Count == 0 && Removed.Count == 0 && Mesh is null;

    /// <summary>Nothing but endpoints changes, so that the model need not be built anew.</summary>
    public bool OnlyEndpoints => Mesh is null && !IsEmpty && EndpointChanges.AreOnly(Applied, Removed);

    /// <summary>The state as the one delta that leads to it from nothing.</summary>
    public static MeshDelta Whole(MeshView view) => new([.. view.Parts.Configs.Everything], [], view.Parts.Mesh);

    /// <summary>What has to change so that <paramref name="view"/> says what this whole state says; objects that say the same keep their reference.</summary>
    public MeshDelta From(MeshView? view)
    {
        if (view is null) return this;
        var held = view.Parts.Configs.Everything.ToDictionary(x => x.Key);
        var named = Applied.Select(x => x.Key).ToHashSet();
        return new(
            [.. Applied.Where(x => !held.TryGetValue(x.Key, out var known) || ConfigDocument.Write(known) != ConfigDocument.Write(x))],
            [.. held.Keys.Where(x => !named.Contains(x)).Order()],
            Mesh is not null && Mesh.Equals(view.Parts.Mesh) ? null : Mesh);
    }

    public ValueList<ServiceName> EndpointsOf(MeshView before) => EndpointChanges.Touched(before.Parts.Configs, Applied, Removed);
}
