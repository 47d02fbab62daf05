
namespace Mesh.Actors.Certificates;

/// <summary>All that may be said to a <see cref="CertificateActor"/>, and all that it says. Times are Unix milliseconds.</summary>
public static class CertificateMessages
{
    /// <summary>Carries the entity id: the region routes by <see cref="SpiffeId"/>.</summary>
    public interface IForCertificate
    {
        string SpiffeId { get; }
    }

    /// <summary>A member is about to sign. Answered with <see cref="Permitted"/> once it is journaled, or with <see cref="Denied"/>.</summary>
    /// <param name="KeyDigest">Of the public key that is to be certified.</param>
    /// <param name="Requester">Who asked, for the inventory.</param>
    public sealed record RequestPermit(string SpiffeId, UInt128 KeyDigest, UInt128 Serial, string Member, string Requester, long Now, long NotAfter) : IForCertificate, IWireMessage;

    /// <param name="Serial">The one to sign under. Of a key that asks again while its first answer may still be on its way it is the first one's.</param>
    public sealed record Permitted(UInt128 Serial) : IWireMessage;

    public sealed record Denied(string Reason) : IWireMessage;

    /// <summary>An operator takes back a certificate, and with it the right of its key to be certified again. Answered with <see cref="Revoked"/> or <see cref="Denied"/>.</summary>
    public sealed record Revoke(string SpiffeId, UInt128 Serial, long Now) : IForCertificate, IWireMessage;

    public sealed record Revoked(UInt128 Serial) : IWireMessage;

    /// <summary>To every member: whoever shows this certificate is let in no more, and who is in has to go.</summary>
    public sealed record CertificateRevoked(UInt128 Serial, long NotAfter) : IWireMessage;

    /// <summary>Answered with <see cref="CertificateReport"/>.</summary>
    public sealed record DescribeCertificates(string SpiffeId) : IForCertificate, IWireMessage;

    /// <param name="Json">A <see cref="CertificateState"/>.</param>
    public sealed record CertificateReport(string Json) : IWireMessage;

    // Events, journaled for ever.

    public sealed record CertificateGranted(UInt128 Serial, UInt128 KeyDigest, string Member, string Requester, long At, long NotAfter) : IWireMessage;

    public sealed record CertificateWithdrawn(UInt128 Serial, long At) : IWireMessage;

    /// <summary>What stands for all events before it.</summary>
    /// <param name="Json">A <see cref="CertificateState"/>.</param>
    public sealed record CertificateSnapshot(string Json) : IWireMessage;
}
