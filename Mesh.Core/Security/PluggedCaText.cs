namespace Mesh.Core.Security;

/// <summary>The files of a certificate authority that somebody else made, in the layout of Istio's Secret <c>cacerts</c>.</summary>
/// <param name="Certificate">ca-cert.pem: the authority.</param>
/// <param name="Key">ca-key.pem: its key.</param>
/// <param name="Roots">root-cert.pem: what proxies are to trust; several while a root is being replaced.</param>
/// <param name="Chain">cert-chain.pem: what leads from the authority to a root, the authority itself first; null where there is no such file.</param>
public sealed record PluggedCaText(string Certificate, string Key, string Roots, string? Chain)
{
    public override string ToString() => "a certificate authority's files";
}
