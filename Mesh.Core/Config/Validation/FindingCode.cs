namespace Mesh.Core.Config.Validation;

/// <summary>A kind of finding. Those that istioctl analyze has too carry its code, so that what is written about them can be looked up.</summary>
/// <param name="Id"><c>IST0101</c>; <c>AM…</c> for what istioctl does not look for.</param>
/// <param name="Level">The usual one; a single finding may be milder.</param>
public sealed record FindingCode(string Id, string Name, FindingLevel Level, string Summary)
{
    public bool IsIstio => Id.StartsWith("IST", StringComparison.Ordinal);

    public override string ToString() => Id;
}
