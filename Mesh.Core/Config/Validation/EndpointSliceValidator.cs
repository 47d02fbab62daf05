namespace Mesh.Core.Config.Validation;

/// <summary>What the API server would refuse of an EndpointSlice and would break a proxy.</summary>
internal sealed class EndpointSliceValidator : KindValidator<EndpointSlice>
{
    protected override void Validate(ConfigMeta meta, EndpointSlice slice, Findings findings)
    {
        for (var i = 0; i < (slice.Ports?.Count ?? 0); i++)
        {
            if (slice.Ports![i].Port is { } port) findings.Port($"ports[{i}].port", port);
        }
    }
}
