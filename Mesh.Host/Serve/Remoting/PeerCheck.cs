using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Mesh.Serve.Remoting;

/// <summary>
/// Decides whether whoever connects is a member. A chain to a trusted root is not enough: the same root may sign the certificates of workloads,
/// so a member also has to carry one of the names that members have.
/// </summary>
/// <param name="names">SAN entries of members: DNS names without regard to case, URIs to the letter. At least one.</param>
public sealed class PeerCheck(X509Certificate2Collection trusted, IReadOnlyList<string> names)
{
    private const string SubjectAlternativeName = "2.5.29.17";
    private static readonly Asn1Tag Dns = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag Uri = new(TagClass.ContextSpecific, 6);

    public IReadOnlyList<string> Names { get; } = names;

    /// <param name="presented">What came along with the certificate, to lead from it to a root.</param>
    /// <returns>Why the peer is refused; null when it is a member.</returns>
    public string? Refuse(X509Certificate2? certificate, X509Certificate2[] presented)
    {
        if (certificate is null) return "it presented no certificate";
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(trusted);
        chain.ChainPolicy.ExtraStore.AddRange(presented);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (!chain.Build(certificate)) return $"its certificate is not good: {string.Join(", ", chain.ChainStatus.Select(x => x.StatusInformation.Trim()).Distinct())}";
        var own = NamesOf(certificate);
        return own.Any(IsMember) ? null : $"its certificate names {(own.Count == 0 ? "nobody" : string.Join(", ", own))}, and members are {string.Join(", ", Names)}";
    }

    /// <summary>DNS names and URIs among the alternative names of a subject.</summary>
    public static IReadOnlyList<string> NamesOf(X509Certificate2 certificate)
    {
        var found = new List<string>();
        foreach (var extension in certificate.Extensions.Where(x => x.Oid?.Value == SubjectAlternativeName))
        {
            var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                var tag = names.PeekTag();
                if (tag.HasSameClassAndValue(Dns)) found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Dns));
                else if (tag.HasSameClassAndValue(Uri)) found.Add(names.ReadCharacterString(UniversalTagNumber.IA5String, Uri));
                else names.ReadEncodedValue();
            }
        }
        return found;
    }

    private bool IsMember(string name) =>
        Names.Any(x => name.Contains(':', StringComparison.Ordinal) ? x == name : string.Equals(x, name, StringComparison.OrdinalIgnoreCase));
}
