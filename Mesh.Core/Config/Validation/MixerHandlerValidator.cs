using Mesh.Core.Mixer.Handlers;

namespace Mesh.Core.Config.Validation;

internal sealed class MixerHandlerValidator : KindValidator<MixerHandler>
{
    protected override void Validate(ConfigMeta meta, MixerHandler spec, Findings findings)
    {
        if (spec.CompiledAdapter is not { Length: > 0 } name)
        {
            findings.Error("spec.compiledAdapter", spec.Adapter is null
                ? $"is missing: one of {string.Join(", ", MixerAdapters.Names)}"
                : $"is missing: adapters that run elsewhere are not called; one of {string.Join(", ", MixerAdapters.Names)}");
        }
        else if (MixerAdapters.Find(name) is { } adapter) adapter.Read(spec.Params, findings);
        else findings.Error("spec.compiledAdapter", $"must be one of {string.Join(", ", MixerAdapters.Names)}, not \"{name}\"");
    }
}
