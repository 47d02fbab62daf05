using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Security;
using Mesh.Core.Security.Roots;
using Mesh.Core.Xds;

namespace Mesh.Actors.Certificates;

/// <summary>What is trusted at one moment: the mesh's roots, and those that the operator adds in <c>meshConfig.caCertificates</c>. Immutable.</summary>
public sealed class Trust
{
    public static readonly Trust Nobody = new(0, "", "", "", RootPhase.None, false, []);

    /// <param name="bundle">The mesh's own roots, PEM, the active one first.</param>
    /// <param name="active">Fingerprint of the root under which is signed.</param>
    /// <param name="added">PEMs of roots that are trusted beside.</param>
    public Trust(long generation, string bundle, string active, string authority, RootPhase phase, bool urgent, IEnumerable<string> added)
    {
        Generation = generation;
        Own = bundle;
        Active = active;
        Authority = authority;
        Phase = phase;
        Urgent = urgent;
        Bundle = PemCertificates.Bundle([bundle, .. added]);
        Secret = WorkloadSecrets.RootResource(Encoding.ASCII.GetBytes(Bundle));
        Roots = Bundle.Length == 0 ? [] : PemCertificates.Read(bundle, "roots").Certificates;
    }

    public long Generation { get; }

    /// <summary>Without what the operator added.</summary>
    public string Own { get; }

    public string Active { get; }

    /// <summary>Fingerprint of what certifies members.</summary>
    public string Authority { get; }

    public RootPhase Phase { get; }

    /// <summary>Certificates of other roots are to be renewed now.</summary>
    public bool Urgent { get; }

    /// <summary>What proxies are to trust, PEM.</summary>
    public string Bundle { get; }

    /// <summary><c>ROOTCA</c>; the same for all.</summary>
    public XdsResource Secret { get; }

    /// <summary>What clients of the control plane are checked against: the mesh's own roots and no others, since foreign roots could name anybody of ours.</summary>
    public IReadOnlyList<X509Certificate2> Roots { get; }
}
