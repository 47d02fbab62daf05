namespace Mesh.Core.Config.Validation;

internal sealed class ProxyConfigValidator : KindValidator<ProxyConfigSpec>
{
    protected override void Validate(ConfigMeta meta, ProxyConfigSpec spec, Findings findings)
    {
        if (spec.Selector is { } selector) findings.Selector("spec.selector", selector.MatchLabels);
        findings.NotNegative("spec.concurrency", spec.Concurrency);
    }
}
