using Mesh.Core.Mixer;

namespace Mesh.Core.Config.Validation;

internal sealed class MixerInstanceValidator : KindValidator<MixerInstance>
{
    protected override void Validate(ConfigMeta meta, MixerInstance spec, Findings findings) => InstanceTemplate.Read(spec, findings);
}
