namespace Mesh.Core.Security;

/// <summary>All that the leaves of one authority have in common, encoded once.</summary>
internal sealed class LeafTemplate(ReadOnlyMemory<byte> signatureAlgorithm, ReadOnlyMemory<byte> issuer, ReadOnlyMemory<byte> issuerKeyId)
{
    /// <summary>An empty SEQUENCE: who it is says the alternative name alone.</summary>
    private static readonly byte[] NoSubject = [0x30, 0x00];

    private readonly byte[] _extensions = CertificateExtensions.Leaf(issuerKeyId.Span);

    public byte[] Sign(UInt128 serial, ReadOnlyMemory<byte> publicKeyInfo, ReadOnlyMemory<byte> subjectNames, DateTimeOffset notBefore, DateTimeOffset notAfter, SigningKey key)
    {
        var extensions = new byte[_extensions.Length + subjectNames.Length];
        _extensions.CopyTo(extensions, 0);
        subjectNames.CopyTo(extensions.AsMemory(_extensions.Length));
        return new CertificateBody(signatureAlgorithm, issuer, NoSubject, notBefore, notAfter, extensions).Sign(serial, publicKeyInfo, key);
    }
}
