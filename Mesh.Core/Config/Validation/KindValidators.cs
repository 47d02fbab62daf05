using System.Collections.Frozen;

namespace Mesh.Core.Config.Validation;

/// <summary>The table of checks: which kind is checked by what.</summary>
public static class KindValidators
{
    private static readonly FrozenDictionary<ConfigKind, KindValidator> ByKind = new Dictionary<ConfigKind, KindValidator>
    {
    }.ToFrozenDictionary();

    public static void Validate(ConfigKind kind, ConfigMeta meta, object spec, Findings findings)
    {
        if (ByKind.TryGetValue(kind, out var validator)) validator.Validate(meta, spec, findings);
    }
}
