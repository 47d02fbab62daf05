namespace Mesh.Actors.Secrets;

/// <summary>Who gets secrets over xDS, and when they are renewed.</summary>
/// <param name="TrustLoopback">
/// A proxy on this machine is believed what it says of itself. Being on a machine proves nothing to anybody else: only for a mesh on one machine, of one user.
/// </param>
/// <param name="RenewalSpread">When all certificates have to be renewed at once, the time over which a thousand of them are.</param>
public sealed record SecretOptions(bool TrustLoopback, TimeSpan RenewalSpread);
