using Google.Protobuf;
using Mesh.Core.Checks.Rules;
using Mesh.Core.Values;

namespace Mesh.Core.Checks;

/// <summary>
/// Says what an Envoy would refuse in one resource, before it is sent: the <c>validate.rules</c> of the resource's own descriptors, all the way down and
/// through every <c>Any</c> of a known type, and the rules that Envoy has in code (<see cref="Invariants.EnvoyInvariants"/>).
/// </summary>
public static class ResourceCheck
{
    /// <returns>Paths in terms of the protobuf message (<c>virtual_hosts[0].domains</c>); empty when nothing is wrong.</returns>
    public static IReadOnlyList<ConfigError> Check(IMessage resource)
    {
        var check = MessageCheck.Of(resource.Descriptor);
        if (check.IsTrivial) return [];

        var findings = new Findings();
        check.Run(resource, findings);
        return findings.All;
    }
}
