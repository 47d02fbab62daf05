namespace Mesh.Core.Config.Validation;

internal sealed class WasmPluginValidator : KindValidator<WasmPlugin>
{
    protected override void Validate(ConfigMeta meta, WasmPlugin spec, Findings findings)
    {
        findings.Target(spec.Selector, spec.TargetRef, spec.TargetRefs);
        ExtensionChecks.Wasm("spec", spec.Url, spec.Sha256, spec.ImagePullSecret, spec.PluginName, spec.VmConfig, findings);
        ExtensionChecks.Traffic("spec.match", spec.Match, findings);
    }
}
