namespace Mesh.Core.Config.Validation;

internal sealed class TrafficExtensionValidator : KindValidator<TrafficExtension>
{
    private const int MaxCodeLength = 64 << 10;

    protected override void Validate(ConfigMeta meta, TrafficExtension spec, Findings findings)
    {
        findings.Target(spec.Selector, null, spec.TargetRefs);
        ExtensionChecks.Traffic("spec.match", spec.Match, findings);
        if (spec.Wasm is null == spec.Lua is null) findings.Error("spec", "needs exactly one of wasm and lua");
        if (spec.Wasm is { } wasm) ExtensionChecks.Wasm("spec.wasm", wasm.Url, wasm.Sha256, wasm.ImagePullSecret, wasm.PluginName, wasm.VmConfig, findings);
        if (spec.Lua is not { } lua) return;
        findings.Required("spec.lua.inlineCode", lua.InlineCode);
        if (lua.InlineCode?.Length > MaxCodeLength) findings.Error("spec.lua.inlineCode", $"has {lua.InlineCode.Length} characters; at most {MaxCodeLength} are allowed");
    }
}
