using Mesh.Core.Security;

namespace Mesh.Actors.Certificates;

/// <summary>Told of all that happens to certificates, from many threads: the audit log, metrics. Calls are short and never throw.</summary>
public interface ICertificateObserver
{
    /// <summary>Once for each signature.</summary>
    void Issued(IssuedEntry issued);

    /// <param name="who">As far as that is known.</param>
    /// <param name="why">For our own log.</param>
    void Refused(string who, string remote, string why);

    /// <summary>The roots have changed, or a member's own certificate has.</summary>
    void AuthorityChanged(string what);

    /// <summary>Something could not be done and will be tried again.</summary>
    void AuthorityTroubled(string what, Exception? cause);
}
