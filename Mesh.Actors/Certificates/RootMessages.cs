using Akka.Actor;
using Akka.Event;
using Mesh.Core.Security.Roots;

namespace Mesh.Actors.Certificates;

/// <summary>All that may be said to a <see cref="RootAuthorityActor"/>, and all that it says. Certificates are public; no message holds a key.</summary>
public static class RootMessages
{
    /// <summary>A member wants to sign. Answered with <see cref="MemberCertified"/>, <see cref="SignYourself"/> or <see cref="NotNow"/>.</summary>
    /// <param name="Member">Names one incarnation of one member.</param>
    /// <param name="Request">PKCS#10 of its new key, base64 DER.</param>
    public sealed record CertifyMember(string Member, string Request) : IWireMessage;

    /// <param name="Authority">Fingerprint of what signed it.</param>
    /// <param name="Above">PEMs between that certificate and the root, the nearest first.</param>
    /// <param name="Active">Fingerprint of the root it leads to.</param>
    public sealed record MemberCertified(string Authority, string Certificate, string Above, string Active) : IWireMessage;

    /// <summary>The plugged-in authority may not sign another one (<c>pathlen:0</c>): members sign with it, each from its own copy of the files.</summary>
    public sealed record SignYourself(string Authority, string Active) : IWireMessage;

    public sealed record NotNow(string Reason) : IWireMessage;

    /// <summary>Answered with <see cref="TrustChanged"/>.</summary>
    public sealed record GetTrust : IWireMessage
    {
        public static readonly GetTrust Instance = new();
    }

    /// <summary>To every member: what is to be trusted, and who signs.</summary>
    /// <param name="Bundle">PEMs, the active root first.</param>
    /// <param name="Phase">A <see cref="RootPhase"/>.</param>
    /// <param name="Urgent">Certificates of other roots are to be renewed now.</param>
    public sealed record TrustChanged(long Generation, string Bundle, string Active, string Authority, int Phase, bool Urgent) : IWireMessage;

    /// <summary>What a member sees at its proxies, while roots change. Times are Unix milliseconds, 0 for none.</summary>
    public sealed record HoldersSeen(string Member, long Generation, int Unaware, int Holders, long UnawareUntil, long HeldUntil) : IWireMessage;

    /// <summary>An operator wants a new root. Answered with <see cref="Done"/> or <see cref="NotNow"/>.</summary>
    public sealed record RotateRoot : IWireMessage
    {
        public static readonly RotateRoot Instance = new();
    }

    /// <summary>An operator takes a root's key for stolen: a new one takes over, and everybody renews now. Answered with <see cref="Done"/> or <see cref="NotNow"/>.</summary>
    /// <param name="Fingerprint">Or its beginning; empty for the active one.</param>
    public sealed record TaintRoot(string Fingerprint) : IWireMessage;

    public sealed record Done(string What) : IWireMessage;

    /// <summary>Answered with <see cref="RootReport"/>.</summary>
    public sealed record DescribeRoots : IWireMessage
    {
        public static readonly DescribeRoots Instance = new();
    }

    /// <param name="Json">A <see cref="RootView"/>: what <c>actormesh ca status</c> shows.</param>
    public sealed record RootReport(string Json) : IWireMessage;

    /// <summary>An event of <see cref="RootState"/> as the journal has it.</summary>
    /// <param name="Kind">Which one; see <see cref="RootJournal"/>.</param>
    /// <param name="Pem">Public; empty where the event has none.</param>
    /// <param name="At">Unix milliseconds: the end of a root's life, or the time of a taint; 0 where the event has none.</param>
    public sealed record RootRecorded(string Kind, string Fingerprint, string Pem, long At) : IWireMessage;

    internal sealed record VaultOpened(VaultContent Content) : INoSerializationVerificationNeeded;

    internal sealed record VaultFailed(Exception Cause) : INoSerializationVerificationNeeded;

    /// <summary>A root that is ready to take over.</summary>
    internal sealed record RootMade(RootSigner Signer) : INoSerializationVerificationNeeded;

    internal sealed record Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }
}
