using Mesh.Core.Config;

namespace Mesh.Core.Translation.EnvoyFilters;

/// <summary>One patch of an EnvoyFilter that concerns a proxy.</summary>
/// <param name="Place">Its place in configPatches, which together with the object names it.</param>
public sealed record SelectedPatch(ConfigObject<EnvoyFilter> Filter, int Place)
{
    public EnvoyConfigObjectPatch Written => Filter.Spec.ConfigPatches![Place];

    public ApplyTo ApplyTo => Written.ApplyTo ?? ApplyTo.Invalid;

    public PatchOperation Operation => Written.Patch?.Operation ?? PatchOperation.Invalid;

    public PatchContext Context => Written.Match?.Context ?? PatchContext.Any;
}
