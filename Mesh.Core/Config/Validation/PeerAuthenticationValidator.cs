using System.Globalization;
using Mesh.Core.Values;

namespace Mesh.Core.Config.Validation;

internal sealed class PeerAuthenticationValidator : KindValidator<PeerAuthentication>
{
    protected override void Validate(ConfigMeta meta, PeerAuthentication spec, Findings findings)
    {
        if (spec.Selector is { } selector) findings.Selector("spec.selector", selector.MatchLabels);
        if (spec.PortLevelMtls is not { } ports) return;
        if (spec.Selector?.MatchLabels is null or { Count: 0 }) findings.Error("spec.portLevelMtls", "needs a selector: ports differ from workload to workload");
        if (ports.Count == 0) findings.Error("spec.portLevelMtls", "says nothing; leave it out, or name a port");
        foreach (var port in ports.Keys)
        {
            if (!ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            {
                findings.Error($"spec.portLevelMtls[\"{port}\"]", $"must be a port from 1 to 65535, not {port}");
            }
        }
    }
}
