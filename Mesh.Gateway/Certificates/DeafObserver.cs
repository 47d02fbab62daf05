using Mesh.Actors.Certificates;

namespace Mesh.Gateway.Certificates;

/// <summary>Where nothing is signed, there is nothing to tell.</summary>
internal sealed class DeafObserver : ICertificateObserver
{
    public void Issued(IssuedEntry issued)
    {
    }

    public void Refused(string who, string remote, string why)
    {
    }

    public void AuthorityChanged(string what)
    {
    }

    public void AuthorityTroubled(string what, Exception? cause)
    {
    }
}
